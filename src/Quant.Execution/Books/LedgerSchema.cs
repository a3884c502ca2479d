namespace Quant.Execution.Books;

/// <summary>The tables of the book. Released steps never change; a new version is a new step.</summary>
internal static class LedgerSchema
{
    public static ImmutableArray<string> Steps { get; } =
        [First, Chain, Corrections, Markets, Actions, Copies, Currencies];

    // Every table only grows: the triggers refuse changes and removals whoever asks.
    private const string First = """
        CREATE TABLE ledger_document (
            sha256 TEXT NOT NULL,
            session TEXT NOT NULL,
            layout TEXT NOT NULL,
            origin TEXT NOT NULL,
            PRIMARY KEY (sha256, session)) WITHOUT ROWID;
        CREATE TABLE ledger_event (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            document TEXT,
            session TEXT NOT NULL,
            kind TEXT NOT NULL,
            category TEXT NOT NULL,
            instrument TEXT NOT NULL,
            shares INTEGER NOT NULL,
            price INTEGER NOT NULL,
            gross INTEGER NOT NULL,
            commission INTEGER NOT NULL,
            stamp_duty INTEGER NOT NULL,
            transfer_fee INTEGER NOT NULL,
            cash INTEGER NOT NULL,
            FOREIGN KEY (document, session) REFERENCES ledger_document (sha256, session));
        CREATE TABLE ledger_entry (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE REFERENCES ledger_event (id),
            session TEXT NOT NULL,
            kind TEXT NOT NULL,
            memo TEXT NOT NULL);
        CREATE TABLE ledger_leg (
            entry INTEGER NOT NULL REFERENCES ledger_entry (seq),
            position INTEGER NOT NULL,
            account TEXT NOT NULL,
            commodity TEXT NOT NULL,
            amount INTEGER NOT NULL,
            PRIMARY KEY (entry, position)) WITHOUT ROWID;
        CREATE TABLE account_day (
            session TEXT NOT NULL PRIMARY KEY,
            cash INTEGER NOT NULL,
            unsettled INTEGER NOT NULL,
            flow INTEGER NOT NULL,
            benchmark TEXT NOT NULL,
            index_close TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE account_holding (
            session TEXT NOT NULL REFERENCES account_day (session),
            instrument TEXT NOT NULL,
            shares INTEGER NOT NULL,
            cost INTEGER NOT NULL,
            price INTEGER NOT NULL,
            basis TEXT NOT NULL,
            stale_since TEXT,
            PRIMARY KEY (session, instrument)) WITHOUT ROWID;
        CREATE TRIGGER ledger_document_stays BEFORE UPDATE ON ledger_document BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER ledger_document_remains BEFORE DELETE ON ledger_document BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER ledger_event_stays BEFORE UPDATE ON ledger_event BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER ledger_event_remains BEFORE DELETE ON ledger_event BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER ledger_entry_stays BEFORE UPDATE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER ledger_entry_remains BEFORE DELETE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER ledger_leg_stays BEFORE UPDATE ON ledger_leg BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER ledger_leg_remains BEFORE DELETE ON ledger_leg BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER account_day_stays BEFORE UPDATE ON account_day BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER account_day_remains BEFORE DELETE ON account_day BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER account_holding_stays BEFORE UPDATE ON account_holding BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER account_holding_remains BEFORE DELETE ON account_holding BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        """;

    private const string Chain = """
        CREATE TABLE ledger_chain (
            entry INTEGER PRIMARY KEY REFERENCES ledger_entry (seq),
            sha256 TEXT NOT NULL);
        CREATE TRIGGER ledger_chain_stays BEFORE UPDATE ON ledger_chain BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER ledger_chain_remains BEFORE DELETE ON ledger_chain BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        """;

    // Documents that come after their session was closed, and money that is neither cash nor shares.
    private const string Corrections = """
        ALTER TABLE ledger_event ADD COLUMN happened_on TEXT;
        ALTER TABLE ledger_event ADD COLUMN reverses TEXT;
        ALTER TABLE account_day ADD COLUMN receivable INTEGER NOT NULL DEFAULT 0;
        """;

    // Charges of other markets than China's, amounts in other currencies than the book's, and money that waits longer.
    private const string Markets = """
        ALTER TABLE ledger_event ADD COLUMN levies INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE ledger_event ADD COLUMN currency TEXT;
        ALTER TABLE account_day ADD COLUMN unspendable INTEGER NOT NULL DEFAULT 0;
        """;

    // What shares became, and the other side of a conversion.
    private const string Actions = """
        ALTER TABLE ledger_event ADD COLUMN becomes TEXT;
        ALTER TABLE ledger_event ADD COLUMN becomes_shares INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE ledger_event ADD COLUMN counter_currency TEXT;
        ALTER TABLE ledger_event ADD COLUMN counter_cash INTEGER NOT NULL DEFAULT 0;
        """;

    // A document that lay there under several names may be corrected under any of them.
    private const string Copies = """
        CREATE TABLE ledger_document_copy (
            sha256 TEXT NOT NULL,
            session TEXT NOT NULL,
            origin TEXT NOT NULL,
            PRIMARY KEY (sha256, session, origin),
            FOREIGN KEY (sha256, session) REFERENCES ledger_document (sha256, session)) WITHOUT ROWID;
        CREATE TRIGGER ledger_document_copy_stays BEFORE UPDATE ON ledger_document_copy BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER ledger_document_copy_remains BEFORE DELETE ON ledger_document_copy BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        """;

    // What closed sessions had in other currencies than the book's own.
    private const string Currencies = """
        ALTER TABLE account_holding ADD COLUMN currency TEXT;
        ALTER TABLE account_holding ADD COLUMN rate TEXT NOT NULL DEFAULT '1';
        CREATE TABLE account_money (
            session TEXT NOT NULL REFERENCES account_day (session),
            currency TEXT NOT NULL,
            cash INTEGER NOT NULL,
            receivable INTEGER NOT NULL,
            rate TEXT NOT NULL,
            PRIMARY KEY (session, currency)) WITHOUT ROWID;
        CREATE TRIGGER account_money_stays BEFORE UPDATE ON account_money BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER account_money_remains BEFORE DELETE ON account_money BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        """;
}

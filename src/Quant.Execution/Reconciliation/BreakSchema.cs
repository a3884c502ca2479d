namespace Quant.Execution.Reconciliation;

/// <summary>The tables of comparisons. Released steps never change; a new version is a new step.</summary>
internal static class BreakSchema
{
    public static ImmutableArray<string> Steps { get; } = [First];

    // Like the book itself they only grow: what was seen and decided stays.
    private const string First = """
        CREATE TABLE account_check (
            seq INTEGER PRIMARY KEY,
            session TEXT NOT NULL,
            origin TEXT NOT NULL,
            document TEXT NOT NULL,
            book TEXT NOT NULL);
        CREATE TABLE account_break (
            id TEXT NOT NULL PRIMARY KEY,
            item TEXT NOT NULL,
            instrument TEXT NOT NULL,
            since TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE break_observation (
            account_check INTEGER NOT NULL REFERENCES account_check (seq),
            account_break TEXT NOT NULL REFERENCES account_break (id),
            ours INTEGER NOT NULL,
            theirs INTEGER NOT NULL,
            PRIMARY KEY (account_check, account_break)) WITHOUT ROWID;
        CREATE TABLE break_decision (
            seq INTEGER PRIMARY KEY,
            account_break TEXT NOT NULL,
            account_check INTEGER NOT NULL,
            state TEXT NOT NULL,
            ours INTEGER NOT NULL,
            theirs INTEGER NOT NULL,
            decided_by TEXT NOT NULL,
            note TEXT NOT NULL,
            adjusts INTEGER NOT NULL,
            decided_at TEXT NOT NULL,
            FOREIGN KEY (account_check, account_break) REFERENCES break_observation (account_check, account_break));
        CREATE TRIGGER account_check_stays BEFORE UPDATE ON account_check BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER account_check_remains BEFORE DELETE ON account_check BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER account_break_stays BEFORE UPDATE ON account_break BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER account_break_remains BEFORE DELETE ON account_break BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER break_observation_stays BEFORE UPDATE ON break_observation BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER break_observation_remains BEFORE DELETE ON break_observation BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER break_decision_stays BEFORE UPDATE ON break_decision BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        CREATE TRIGGER break_decision_remains BEFORE DELETE ON break_decision BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
        """;
}

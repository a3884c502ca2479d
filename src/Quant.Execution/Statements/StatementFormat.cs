using Quant.Accounting;

namespace Quant.Execution.Statements;

/// <summary>What a document tells.</summary>
public enum StatementContent
{
    /// <summary>What happened to the account, row by row: it is booked.</summary>
    Events,

    /// <summary>Trades of a session, to compare the book with: nothing of it is booked.</summary>
    Trades,

    /// <summary>Orders, and how far they were filled where the document says so, to compare the book with.</summary>
    Orders,

    /// <summary>What the account holds, cash or positions or both, to compare the book with.</summary>
    Account,
}

/// <summary>What a column means.</summary>
public enum StatementField
{
    /// <summary>The day, perhaps with a time.</summary>
    Date,

    /// <summary>The instrument's code.</summary>
    Code,

    /// <summary>The market's name, which gives the venue of the code.</summary>
    Market,

    /// <summary>The word for what the row is.</summary>
    Category,

    /// <summary>The price of a share.</summary>
    Price,

    /// <summary>Shares, or units of a bond; for orders what was ordered.</summary>
    Shares,

    /// <summary>Shares times price.</summary>
    Gross,

    /// <summary>What it did to cash.</summary>
    Cash,

    /// <summary>The broker's commission.</summary>
    Commission,

    /// <summary>Stamp duty.</summary>
    StampDuty,

    /// <summary>The registry's fee.</summary>
    TransferFee,

    /// <summary>Any other fees: of this field every column that is named is added up.</summary>
    OtherFee,

    /// <summary>All fees together.</summary>
    Fees,

    /// <summary>The venue's own number of the trade.</summary>
    Id,

    /// <summary>The number of the order that the trade belongs to.</summary>
    Order,

    /// <summary>The shares of an order that were traded.</summary>
    Filled,

    /// <summary>The shares that may be sold.</summary>
    Sellable,

    /// <summary>The shares that open orders hold.</summary>
    Frozen,

    /// <summary>All cash of an account.</summary>
    Total,

    /// <summary>The cash that may buy.</summary>
    Available,
}

/// <summary>Where the fees of trades come from.</summary>
public enum StatementFees
{
    /// <summary>The document states them, or what happened to cash, which has them in it.</summary>
    Stated,

    /// <summary>The document has none: the configured rates give them, and each session says so.</summary>
    Estimated,
}

/// <summary>The columns that a field is read from.</summary>
/// <param name="Names">The headings it may have; the first that is there counts.</param>
/// <param name="Required">Whether a document without any of them is refused.</param>
public sealed record StatementColumn(ImmutableArray<string> Names, bool Required);

/// <summary>What a word of a document means.</summary>
/// <param name="Kind">The kind of event; null for rows that do nothing and must move neither money nor shares.</param>
/// <param name="Venue">The venue that the word names; empty where it names none.</param>
/// <param name="Face">For lending: the money one unit stands for; zero where the gross is the sum lent.</param>
/// <param name="Direction">1 where money always comes in, -1 where it always goes out, 0 where the kind or the row
/// tells.</param>
public sealed record StatementWord(EventKind? Kind, string Venue, decimal Face, int Direction);

/// <summary>How the documents of one kind of one broker are written, as data: built-in formats and the user's own are the
/// same thing.</summary>
public sealed record StatementFormat
{
    /// <summary>The format's name, such as <c>gtja_settlement</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The broker whose documents are written so; the configuration chooses by it.</summary>
    public required string Broker { get; init; }

    /// <summary>A sentence for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>What a document tells.</summary>
    public required StatementContent Content { get; init; }

    /// <summary>Where documents lie in a workspace: <c>{session}</c> stands for the day, <c>*</c> for anything in a file
    /// name.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>The encodings of text files, tried in this order; the first in which the header is found counts.</summary>
    public ImmutableArray<string> Encodings { get; init; } = ["utf-8", "gb18030"];

    /// <summary>The sheets to read; empty for all, and then each that is not blank must have the header.</summary>
    public ImmutableArray<string> Sheets { get; init; } = [];

    /// <summary>The header is looked for in this many rows.</summary>
    public int HeaderRows { get; init; } = 50;

    /// <summary>The columns by meaning.</summary>
    public required ImmutableSortedDictionary<StatementField, StatementColumn> Columns { get; init; }

    /// <summary>Cells above the table whose value stands to their right, by meaning.</summary>
    public ImmutableSortedDictionary<StatementField, ImmutableArray<string>> Labels { get; init; } =
        ImmutableSortedDictionary<StatementField, ImmutableArray<string>>.Empty;

    /// <summary>Headings whose columns say nothing that is needed. Where no column states what happened to cash, every
    /// heading must be one of these or have a meaning.</summary>
    public ImmutableArray<string> Ignored { get; init; } = [];

    /// <summary>The words of <see cref="StatementField.Category"/>; a word that is not here stops the reading.</summary>
    public ImmutableSortedDictionary<string, StatementWord> Words { get; init; } =
        ImmutableSortedDictionary<string, StatementWord>.Empty;

    /// <summary>The venue of every code; empty where rows tell it.</summary>
    public string Venue { get; init; } = "";

    /// <summary>Venues by the market's name.</summary>
    public ImmutableSortedDictionary<string, string> Markets { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Venues by the beginning of the code; the longest that fits counts.</summary>
    public ImmutableSortedDictionary<string, string> Codes { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The length to which codes that lost their zeros are filled up; zero for codes that are no numbers.</summary>
    public int CodeDigits { get; init; } = 6;

    /// <summary>How days are written, in .NET's letters.</summary>
    public ImmutableArray<string> Dates { get; init; } = ["yyyyMMdd", "yyyy-MM-dd"];

    /// <summary>Whether commas may group digits.</summary>
    public bool Thousands { get; init; }

    /// <summary>Whether an amount in parentheses is negative.</summary>
    public bool Parentheses { get; init; }

    /// <summary>Words that begin a row of totals; its figures must be the sums of the rows above.</summary>
    public ImmutableArray<string> Totals { get; init; } = [];

    /// <summary>Columns that must have one of some values in every row, such as a currency.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Expected { get; init; } =
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Where the fees of trades come from.</summary>
    public StatementFees Fees { get; init; }

    /// <summary>Whether a document states what happened to cash, row by row.</summary>
    public bool StatesCash => Columns.TryGetValue(StatementField.Cash, out StatementColumn? cash) && cash.Required;
}

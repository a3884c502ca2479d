using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Quant.Accounting;
using Quant.Execution.Statements;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary><c>config/statements/NAME.yaml</c>: how the documents of one kind of one broker are written. The built-in
/// formats are files of the same form.</summary>
internal static partial class StatementFile
{
    /// <summary>The folder of the files, below <c>config</c>.</summary>
    public const string Folder = "statements";

    private static readonly ConfigKey<string> Extends = Key.Name(
        "extends", "", "The format to begin with, built in or of this folder. Its sections are taken over key by key, everything else as a whole; `null` takes a key away.");

    private static readonly ConfigKey<string> Broker = Key.Name("broker", "", "The broker; `execution.broker` chooses by it.");

    private static readonly ConfigKey<string> Content = Key.Choice(
        "content", "", "What a document tells: `events` are booked; `trades`, `orders` and `account` are compared with the book. A file without it is only a base for others.",
        "events", "trades", "orders", "account");

    private static readonly ConfigKey<string> Description = Key.Text("description", "", "A sentence for people.");

    private static readonly ConfigKey<ImmutableArray<string>> Files = Key.Names(
        "files", false, "Where documents lie in the workspace. `{session}` is the day as yyyy-MM-dd or yyyyMMdd, `*` anything within the file's name.");

    private static readonly ConfigKey<ImmutableArray<string>> Encodings = Key.Names(
        "encodings", false, "Encodings of text files, tried in this order: utf-8, gb18030, gbk, big5. Without it utf-8 and gb18030.");

    private static readonly ConfigKey<ImmutableArray<string>> Sheets = Key.Names(
        "sheets", false, "The sheets of a spreadsheet to read; without it every sheet that is not blank, and each must have the header.");

    private static readonly ConfigKey<int> HeaderRows = Key.Whole("header_rows", 50, 1, 1000, "The header is looked for in this many rows.");

    private static readonly ConfigKey<ConfigNode?> Columns = Map(
        "columns", "a section of meanings, each with a heading or a list of alternatives", "Columns that must be there, by meaning: see statements.md.");

    private static readonly ConfigKey<ConfigNode?> OptionalColumns = Map(
        "optional_columns", "a section as under columns", "Columns that are used where they are there.");

    private static readonly ConfigKey<ConfigNode?> Labels = Map(
        "labels", "a section of meanings, each with a label or a list of alternatives", "Cells above the table whose value stands to their right; one for total must be there, others are used where they are.");

    private static readonly ConfigKey<ImmutableArray<string>> Ignored = Key.Names(
        "ignored", false, "Headings that are not needed. Where no column states the cash movement, every heading is either here or has a meaning.");

    private static readonly ConfigKey<ConfigNode?> Categories = Map(
        "categories", "a section of words, each with a kind or a section of kind, venue, money and face", "What each word means; any other word stops the reading.");

    private static readonly ConfigKey<string> Venue = Key.Name("venue", "", "The venue of every code, such as US.");

    private static readonly ConfigKey<ConfigNode?> Markets = Map("markets", "a section of words, each with a venue", "Venues by the word of the market column.");

    private static readonly ConfigKey<ConfigNode?> Codes = Map(
        "codes", "a section of beginnings of codes, each with a venue", "Venues by the beginning of the code; the longest that fits counts.");

    private static readonly ConfigKey<int> CodeDigits = Key.Whole(
        "code_digits", 6, 0, 20, "Codes are numbers of this many digits, and lost zeros are put back; 0 for symbols.");

    private static readonly ConfigKey<ImmutableArray<string>> Dates = Key.Names(
        "dates", false, "How days are written, in .NET's letters. Without it yyyyMMdd and yyyy-MM-dd.");

    private static readonly ConfigKey<bool> Thousands = Key.Flag("thousands", false, "Whether commas may group digits by threes.");

    private static readonly ConfigKey<bool> Parentheses = Key.Flag("parentheses", false, "Whether an amount in parentheses is negative.");

    private static readonly ConfigKey<ImmutableArray<string>> Totals = Key.Names(
        "totals", false, "Words that begin a row of totals; its figures must be the sums of the rows above.");

    private static readonly ConfigKey<ConfigNode?> Expect = Map(
        "expect", "a section of headings, each with a value or a list of values", "Columns that must have one of these values in every row, such as a currency.");

    private static readonly ConfigKey<string> Fees = Key.Choice(
        "fees", "stated", "`estimated` where the document has no fees: the rates of quant.yaml give them and every run says so.", "stated", "estimated");

    /// <summary>The keys of the file.</summary>
    public static ConfigSchema Schema { get; } = new(
        Extends, Broker, Content, Description, Files, Encodings, Sheets, HeaderRows, Columns, OptionalColumns, Labels, Ignored,
        Categories, Venue, Markets, Codes, CodeDigits, Dates, Thousands, Parentheses, Totals, Expect, Fees);

    private static readonly ConfigKey<string> Kind = Key.Choice(
        "kind", null, "What happened.", [.. StatementWords.Kinds.Keys]);

    private static readonly ConfigKey<string> WordVenue = Key.Name("venue", "", "The venue that the word names.");

    private static readonly ConfigKey<string> Direction = Key.Choice("money", "", "Which way money always goes.", "in", "out");

    private static readonly ConfigKey<decimal> Face = Key.Decimal(
        "face", 0m, 0m, 1_000_000m, "For loan and repayment: the money that one unit stands for; without it the gross is the sum lent.");

    /// <summary>The keys of one word.</summary>
    public static ConfigSchema WordSchema { get; } = new(Kind, WordVenue, Direction, Face);

    /// <summary>The name of the format that a file begins with; empty for none.</summary>
    public static string BaseOf(ConfigMap map) =>
        map.Find(Extends.Name)?.Value is ConfigScalar { Kind: ScalarKind.Text } name ? name.Text : "";

    /// <summary>A file with all that it does not say taken over from another: sections key by key.</summary>
    public static ConfigMap Merged(ConfigMap basis, ConfigMap own)
    {
        var entries = own.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        foreach (ConfigEntry old in basis.Entries.Where(entry => entry.Name != Extends.Name))
        {
            if (!entries.TryGetValue(old.Name, out ConfigEntry mine))
                entries[old.Name] = old;
            else if (old.Value is ConfigMap before && mine.Value is ConfigMap after)
                entries[old.Name] = mine with { Value = Merged(before, after) };
        }

        return own with { Entries = [.. entries.Values] };
    }

    /// <summary>Reads a file that is complete; null after noting what is wrong, or where it is only a base.</summary>
    public static StatementFormat? Read(string name, ConfigMap map, ConfigErrors errors)
    {
        int before = errors.Count;
        var file = ConfigSection.Open(map, "", Schema, errors);
        string content = file.Get(Content);
        if (content.Length == 0)
            return null;
        var format = new StatementFormat
        {
            Name = name,
            Broker = file.Get(Broker),
            Content = Enum.Parse<StatementContent>(content, ignoreCase: true),
            Description = file.Get(Description),
            Files = file.Get(Files),
            Encodings = Or(file.Get(Encodings), ["utf-8", "gb18030"]),
            Sheets = file.Get(Sheets),
            HeaderRows = file.Get(HeaderRows),
            Columns = StatementWords.Columns(file, OptionalColumns, false, errors)
                .SetItems(StatementWords.Columns(file, Columns, true, errors)),
            Labels = StatementWords.Columns(file, Labels, true, errors)
                .ToImmutableSortedDictionary(label => label.Key, label => label.Value.Names),
            Ignored = file.Get(Ignored),
            Words = StatementWords.Words(file, Categories, WordOf, errors),
            Venue = file.Get(Venue),
            Markets = StatementWords.Venues(file, Markets, errors),
            Codes = StatementWords.Venues(file, Codes, errors),
            CodeDigits = file.Get(CodeDigits),
            Dates = Or(file.Get(Dates), ["yyyyMMdd", "yyyy-MM-dd"]),
            Thousands = file.Get(Thousands),
            Parentheses = file.Get(Parentheses),
            Totals = file.Get(Totals),
            Expected = StatementWords.Texts(file, Expect, errors),
            Fees = file.Get(Fees) == "estimated" ? StatementFees.Estimated : StatementFees.Stated,
        };
        Check(format, file, errors);
        return errors.Count == before ? format : null;
    }

    /// <summary>Writes what a format is, complete.</summary>
    public static JsonObject Write(StatementFormat format)
    {
        var written = new JsonObject
        {
            [Broker.Name] = format.Broker,
            [Content.Name] = ReasonCode.Text(format.Content).ToLowerInvariant(),
            [Description.Name] = format.Description.Length > 0 ? format.Description : null,
            [Files.Name] = List(format.Files),
            [Encodings.Name] = List(format.Encodings),
            [Sheets.Name] = List(format.Sheets),
            [HeaderRows.Name] = format.HeaderRows,
            [Columns.Name] = StatementWords.Write(format.Columns.Where(column => column.Value.Required).Select(column => (column.Key, column.Value.Names))),
            [OptionalColumns.Name] = StatementWords.Write(format.Columns.Where(column => !column.Value.Required).Select(column => (column.Key, column.Value.Names))),
            [Labels.Name] = StatementWords.Write(format.Labels.Select(label => (label.Key, label.Value))),
            [Ignored.Name] = List(format.Ignored),
            [Categories.Name] = new JsonObject(format.Words.Select(word => KeyValuePair.Create<string, JsonNode?>(word.Key, Written(word.Value)))),
            [Venue.Name] = format.Venue.Length > 0 ? format.Venue : null,
            [Markets.Name] = new JsonObject(format.Markets.Select(market => KeyValuePair.Create<string, JsonNode?>(market.Key, market.Value))),
            [Codes.Name] = new JsonObject(format.Codes.Select(code => KeyValuePair.Create<string, JsonNode?>(code.Key, code.Value))),
            [CodeDigits.Name] = format.CodeDigits,
            [Dates.Name] = List(format.Dates),
            [Thousands.Name] = format.Thousands,
            [Parentheses.Name] = format.Parentheses,
            [Totals.Name] = List(format.Totals),
            [Expect.Name] = new JsonObject(format.Expected.Select(expected => KeyValuePair.Create<string, JsonNode?>(expected.Key, List(expected.Value)))),
            [Fees.Name] = format.Fees == StatementFees.Estimated ? "estimated" : "stated",
        };
        return written;
    }

    private static JsonObject Written(StatementWord word) => new()
    {
        [Kind.Name] = word.Kind is { } kind ? ReasonCode.Text(kind).ToLowerInvariant() : StatementWords.Nothing,
        [WordVenue.Name] = word.Venue.Length > 0 ? word.Venue : null,
        [Direction.Name] = word.Direction == 0 ? null : word.Direction > 0 ? "in" : "out",
        [Face.Name] = word.Face,
    };

    private static JsonArray List(ImmutableArray<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    private static StatementWord WordOf(ConfigMap map, string path, ConfigErrors errors)
    {
        var section = ConfigSection.Open(map, path, WordSchema, errors);
        int direction = section.Get(Direction) switch { "in" => 1, "out" => -1, _ => 0 };
        EventKind? kind = StatementWords.Kinds.GetValueOrDefault(section.Get(Kind));
        decimal face = section.Get(Face);
        if (face > 0m && kind is not (EventKind.Loan or EventKind.Repayment))
            section.Wrong(Face, "expected a face for loan and repayment only.");
        return new StatementWord(kind, section.Get(WordVenue), face, direction);
    }

    private static void Check(StatementFormat format, ConfigSection file, ConfigErrors errors)
    {
        if (format.Broker.Length == 0)
            errors.Add(file.Node, Broker.Name, "expected the broker's name, found nothing.");
        foreach (string path in format.Files.Where(path => !FilePath().IsMatch(path)))
            file.Wrong(Files, $"expected a path in the workspace with {{session}} once and * only in the file's name, found '{path}'.");
        foreach (string encoding in format.Encodings.Except(["utf-8", "gb18030", "gbk", "big5"]))
            file.Wrong(Encodings, $"expected utf-8, gb18030, gbk or big5, found '{encoding}'.");
        bool positions = format.Columns.ContainsKey(StatementField.Code);
        StatementField[] needed = format.Content switch
        {
            StatementContent.Events => [StatementField.Date, StatementField.Category, StatementField.Gross],
            StatementContent.Trades or StatementContent.Orders => [StatementField.Category, StatementField.Code, StatementField.Shares],
            _ => positions ? [StatementField.Shares] : [StatementField.Total],
        };
        foreach (StatementField field in needed.Where(field => !format.Columns.TryGetValue(field, out StatementColumn? column) || !column.Required))
            file.Wrong(Columns, $"expected a column for {ReasonCode.Text(field).ToLowerInvariant()}, found none.");
        if (format.Content != StatementContent.Account && format.Words.IsEmpty)
            file.Wrong(Categories, "expected what the words of the category column mean, found nothing.");
        bool fees = StatementWords.FeeFields.Any(format.Columns.ContainsKey);
        if (format is { Content: StatementContent.Events, StatesCash: false, Fees: StatementFees.Stated } && !fees)
            file.Wrong(Fees, "expected columns for cash or for fees, or fees: estimated, found neither.");
        if (format.Fees == StatementFees.Estimated && (fees || format.StatesCash))
            file.Wrong(Fees, "expected fees: stated, since there are columns for cash or for fees.");
    }

    private static ImmutableArray<string> Or(ImmutableArray<string> written, ImmutableArray<string> usual) =>
        written.IsEmpty ? usual : written;

    private static ConfigKey<ConfigNode?> Map(string name, string expected, string meaning) => Key.Any(name, expected, "{}", meaning);

    [GeneratedRegex(@"\A(?!.*\.\.)(?:[A-Za-z0-9_-]+/)*[^/\\{}:*]*\*?[^/\\{}:*]*\{session\}[^/\\{}:]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex FilePath();
}

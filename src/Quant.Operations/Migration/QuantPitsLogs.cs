using Quant.Data.Formats;

namespace Quant.Operations.Migration;

/// <summary>A row of a log of QuantPits with where it stands.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">The line.</param>
/// <param name="Fields">Its fields by heading.</param>
internal sealed record QuantPitsRow(string Path, int Line, IReadOnlyDictionary<string, string> Fields)
{
    private const string Remedy = "Nothing is taken over that is only half understood; correct it in a copy of the folder.";

    /// <summary>Where the row is, as <c>file:line</c>.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{Path}:{Line}");

    /// <summary>The text of a field.</summary>
    public string Text(string heading) => Fields[heading].Trim();

    /// <summary>A day.</summary>
    public TradeDate Date(string heading) => TradeDate.TryParse(Text(heading), out TradeDate day)
        ? day
        : throw Wrong(heading, "a date as yyyy-MM-dd");

    /// <summary>An amount of whole cents; zero if the field is empty.</summary>
    public Money Amount(string heading) => Text(heading).Length == 0 ? Money.Zero
        : QuantPitsNumber.TryAmount(Text(heading), out Money amount) ? amount
        : throw Wrong(heading, "an amount of whole cents");

    /// <summary>A number; zero if the field is empty.</summary>
    public decimal Number(string heading) => Text(heading).Length == 0 ? 0m
        : QuantPitsNumber.TryNumber(Text(heading), out decimal number) ? number
        : throw Wrong(heading, "a number");

    /// <summary>Whole shares; zero if the field is empty.</summary>
    public long Shares(string heading) => Text(heading).Length == 0 ? 0
        : QuantPitsNumber.TryShares(Text(heading), out long shares) ? shares
        : throw Wrong(heading, "a whole number of shares");

    /// <summary>An instrument.</summary>
    public InstrumentId Instrument(string heading) => QuantPitsNumber.TryInstrument(Text(heading), out InstrumentId instrument)
        ? instrument
        : throw Wrong(heading, "an instrument such as SH600519");

    private InputException Wrong(string heading, string expected) => new(
        Path, string.Create(CultureInfo.InvariantCulture, $"{Line} {heading}"), expected,
        Text(heading).Length == 0 ? "nothing" : $"'{Text(heading)}'", Remedy);
}

/// <summary>Reads the logs of QuantPits' post-trade.</summary>
internal static class QuantPitsLogs
{
    /// <summary>Every row of a log.</summary>
    /// <param name="folder">The workspace of QuantPits.</param>
    /// <param name="path">The file in it.</param>
    /// <param name="headings">The headings that must be there.</param>
    /// <exception cref="InputException">It is not there, is no CSV in UTF-8, or lacks a heading.</exception>
    public static ImmutableArray<QuantPitsRow> Read(QuantPitsFolder folder, string path, params IReadOnlyList<string> headings)
    {
        using CsvTable table = CsvTable.Open(folder.FullPath(path));
        foreach (string heading in headings)
            _ = table.Column(heading);
        ImmutableArray<string> header = table.Header;
        var rows = ImmutableArray.CreateBuilder<QuantPitsRow>();
        while (table.Read())
        {
            rows.Add(new QuantPitsRow(
                path, table.Line,
                header.Index().ToDictionary(heading => heading.Item, heading => table.Text(heading.Index), StringComparer.Ordinal)));
        }

        return rows.ToImmutable();
    }
}

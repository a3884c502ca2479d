using System.Text;
using Quant.Data.Formats;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary><c>config/opening_positions.csv</c>: what the account held when its book began, beside its cash.</summary>
internal static class OpeningPositions
{
    /// <summary>The file's path in the workspace.</summary>
    public const string Path = "config/opening_positions.csv";

    /// <summary>Reads the file.</summary>
    /// <exception cref="InputException">A row is not what it must be, or an instrument comes twice.</exception>
    public static ImmutableArray<OpeningPosition> Read(string fullPath)
    {
        using CsvTable table = CsvTable.Open(fullPath);
        (int instrument, int shares, int cost) = (table.Column("instrument"), table.Column("shares"), table.Column("cost"));
        var positions = new SortedDictionary<InstrumentId, OpeningPosition>();
        while (table.Read())
        {
            InstrumentId name = table.Instrument(instrument);
            bool counted = long.TryParse(table.Text(shares), NumberStyles.None, CultureInfo.InvariantCulture, out long held);
            if (!counted || held is <= 0 or > 1_000_000_000_000)
                throw table.WrongField(shares, "a whole number of shares above zero");
            bool priced = decimal.TryParse(
                table.Text(cost), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount);
            if (!priced || Math.Abs(amount) > 1_000_000_000_000m || !decimal.IsInteger(amount * 100m))
                throw table.WrongField(cost, "an amount of at most two decimals");
            if (!positions.TryAdd(name, new OpeningPosition(name, held, Money.FromDecimal(amount))))
                throw table.WrongField(instrument, "each instrument once");
        }

        return [.. positions.Values];
    }

    /// <summary>Writes the file.</summary>
    public static byte[] Write(IEnumerable<OpeningPosition> positions)
    {
        var text = new StringBuilder("instrument,shares,cost\n");
        foreach (OpeningPosition position in positions)
            text.Append(CultureInfo.InvariantCulture, $"{position.Instrument},{position.Shares},{position.Cost}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}

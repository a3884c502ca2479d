using System.Runtime.InteropServices;
using System.Text;

namespace Quant.Core.Tests.Factors;

/// <summary>A reference output: rows by instrument and date, columns by name.</summary>
internal sealed record GoldenMatrix(
    ImmutableArray<string> Columns, ImmutableArray<(InstrumentId Instrument, TradeDate Date)> Rows, double[] Values)
{
    public double this[int row, int column] => Values[(row * Columns.Length) + column];

    /// <summary>Reads a folder of the reference data, in single or double precision as its name says.</summary>
    public static GoldenMatrix Read(string folder)
    {
        ImmutableArray<string> columns =
            [.. File.ReadAllLines(Path.Combine(TestData.Folder, folder, "columns.txt")).Where(line => line.Length > 0)];
        string[] lines = Encoding.UTF8.GetString(TestData.Unpack($"{folder}/index.csv.gz")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        bool instrumentFirst = lines[0].StartsWith("instrument", StringComparison.Ordinal);
        ImmutableArray<(InstrumentId, TradeDate)> rows = [.. lines.Skip(1).Select(line => line.TrimEnd().Split(',')).Select(cells =>
            instrumentFirst
                ? (InstrumentId.Parse(cells[0]), TradeDate.Parse(cells[1][..10]))
                : (InstrumentId.Parse(cells[1]), TradeDate.Parse(cells[0][..10])))];
        bool wide = File.Exists(Path.Combine(TestData.Folder, folder, "values.f64le.gz"));
        byte[] bytes = TestData.Unpack($"{folder}/{(wide ? "values.f64le.gz" : "values.f32le.gz")}");
        double[] values = wide
            ? MemoryMarshal.Cast<byte, double>(bytes).ToArray()
            : Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), value => (double)value);
        Assert.Equal(rows.Length * columns.Length, values.Length);
        return new GoldenMatrix(columns, rows, values);
    }

    /// <summary>The middle of a column's absolute finite values: what is large for it.</summary>
    public double Scale(int column)
    {
        double[] sizes = [.. Enumerable.Range(0, Rows.Length).Select(row => Math.Abs(this[row, column])).Where(double.IsFinite).Order()];
        return sizes.Length == 0 ? 0 : sizes[sizes.Length / 2];
    }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Quant.Data.Formats;

namespace Quant.Data.Tests.Formats;

public sealed class CsvTableTests : IDisposable
{
    private static readonly string Alphabet = "ab,\"\r\n\0é茅1.- ";

    private static readonly byte[] Common = Encoding.UTF8.GetBytes(Alphabet);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_GivesBackWhatWasWritten() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Gen.ArrayOf(Gen.ArrayOf(Cell(), 3)).ToArbitrary(), rows =>
        {
            string path = folder.Write("t.csv", "x,y,z\n" + string.Concat(rows.Select(row => string.Join(',', row.Select(Quoted)) + "\n")));
            using CsvTable table = CsvTable.Open(path);
            return rows.All(row => table.Read() && row.Select((cell, column) => table.Text(column) == cell).All(same => same)) && !table.Read();
        }));

    [Fact]
    public void Read_NeverFailsOtherwiseThanByRefusing() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 255)).ToArbitrary(), drawn =>
        {
            byte[] bytes = [.. drawn.Select(value => value < 192 ? Common[value % Common.Length] : (byte)value)];
            string path = folder.Write("fuzz.csv", bytes);
            try
            {
                using CsvTable table = CsvTable.Open(path);
                while (table.Read())
                    _ = table.Header.Select((_, column) => table.Text(column)).ToArray();
                return true;
            }
            catch (InputException refused)
            {
                return refused.Origin == path;
            }
        }));

    [Fact]
    public void Read_CountsLinesThroughQuotedLineBreaks()
    {
        string path = folder.Write("t.csv", "x,y\n1,\"a\nb\"\n2,c\n3\n");
        using CsvTable table = CsvTable.Open(path);

        Assert.True(table.Read());
        Assert.Equal((2, "a\nb"), (table.Line, table.Text(1)));
        Assert.True(table.Read());
        Assert.Equal(4, table.Line);
        Assert.Equal("5", Assert.Throws<InputException>(() => table.Read()).Place);
    }

    [Fact]
    public void Read_CrossesTheBuffer()
    {
        string path = folder.Write("t.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 50_000).Select(row => $"{row},{row * 7}\n")));
        using CsvTable table = CsvTable.Open(path);
        int rows = 0;

        for (; table.Read(); rows++)
            Assert.Equal((rows, rows * 7, rows + 2), ((int)table.Number(0), (int)table.Number(1), table.Line));

        Assert.Equal(50_000, rows);
    }

    private static Gen<string> Cell() =>
        Gen.ArrayOf(Gen.Elements(Alphabet.Where(character => character != '\0').ToArray())).Select(drawn => new string(drawn));

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;
}

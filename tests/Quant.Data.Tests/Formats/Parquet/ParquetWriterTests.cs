using System.Security.Cryptography;
using Quant.Data.Formats.Parquet;

namespace Quant.Data.Tests.Formats.Parquet;

public sealed class ParquetWriterTests
{
    private static readonly ParquetSchema Schema = new(
        ParquetColumn.Text("instrument"),
        ParquetColumn.Date("date"),
        ParquetColumn.Double("close").Optional(),
        ParquetColumn.Integer("lot", ParquetKind.Int16));

    [Fact]
    public void WriteColumn_RefusesWhatDoesNotFit()
    {
        var writer = new ParquetWriter(new MemoryStream(), Schema);

        Assert.Throws<ArgumentException>(() => writer.WriteColumn<double>("close", [1]));
        Assert.Throws<ArgumentException>(() => writer.WriteColumn<double>("instrument", [1]));
        Assert.Throws<ArgumentException>(() => writer.WriteColumn<string>("instrument", ["a", "b"], [true]));
        writer.WriteColumn<string>("instrument", ["a", "b"]);
        Assert.Throws<ArgumentException>(() => writer.WriteColumn<DateOnly>("date", [default]));
        Assert.Throws<InvalidOperationException>(() => writer.WriteRowGroup());
        Assert.Throws<InvalidOperationException>(writer.Finish);
    }

    [Theory]
    [InlineData("a null in a required column")]
    [InlineData("a number out of range")]
    public void Finish_RefusesAfterAColumnThatFailed(string situation)
    {
        var writer = new ParquetWriter(new MemoryStream(), new ParquetSchema(ParquetColumn.Integer("lot", ParquetKind.Int16)));

        Assert.Throws<ArgumentException>(() => writer.WriteColumn<int>("lot", [1 << 15], situation.StartsWith("a null", StringComparison.Ordinal) ? [false] : []));
        Assert.Throws<InvalidOperationException>(writer.Finish);
    }

    [Fact]
    public void Finish_ClosesTheWriter()
    {
        var writer = new ParquetWriter(new MemoryStream(), Schema);
        writer.Finish();

        Assert.Throws<ObjectDisposedException>(writer.Finish);
        Assert.Throws<ObjectDisposedException>(() => writer.WriteColumn<string>("instrument", []));
    }

    [Fact]
    public void WhatIsNotFinished_IsNoParquetFile()
    {
        using var stream = new MemoryStream();
        var writer = new ParquetWriter(stream, Schema);
        writer.WriteRowGroup(Rows(100));

        Assert.Throws<InputException>(() => ParquetReader.Open(stream.ToArray(), "half"));
    }

    [Fact]
    public void WriteRowGroup_WithoutRows_LeavesNoRowGroup()
    {
        byte[] file = ParquetSamples.Write(Schema, new ParquetWriterOptions(), Rows(0), Rows(3), Rows(0));
        using ParquetReader reader = ParquetReader.Open(file, "memory");

        Assert.Equal([3], reader.RowGroups.Select(group => group.RowCount));
        Assert.Equal(3, reader.ReadTable().RowCount);
    }

    [Fact]
    public void WriteColumn_TakesANullReferenceForANull()
    {
        ParquetColumn column = ParquetColumn.Text("name").Optional();
        using var stream = new MemoryStream();
        var writer = new ParquetWriter(stream, new ParquetSchema(column));
        writer.WriteColumn<string>("name", ["a", null!, ""]);
        writer.Finish();
        using ParquetReader reader = ParquetReader.Open(stream, "memory");

        ParquetValuesOf<string> values = reader.ReadColumn("name").As<string>();

        Assert.True(new[] { "a", null, "" }.SequenceEqual(values.Values.ToArray()));
        Assert.Equal([true, false, true], values.Valid.ToArray());
        Assert.Equal(1, reader.RowGroups[0].Columns[0].Statistics.NullCount);
    }

    [Fact]
    public void Metadata_ComesBackInOrder()
    {
        KeyValuePair<string, string?>[] pairs = [new("snapshot", "2025-01-02"), new("b", null), new("a", ""), new("a", "中")];
        byte[] file = ParquetSamples.Write(Schema, new ParquetWriterOptions { Metadata = [.. pairs] }, Rows(1));
        using ParquetReader reader = ParquetReader.Open(file, "memory");

        Assert.Equal(pairs, reader.Metadata.ToArray());
        Assert.StartsWith("quant version ", reader.CreatedBy);
    }

    /// <summary>The very bytes of the pages, so that a change of them, or a dependence on the machine, is seen.</summary>
    [Theory]
    [InlineData(ParquetCodec.None, ParquetPageVersion.V1, "11677ac31095bfb1")]
    [InlineData(ParquetCodec.Snappy, ParquetPageVersion.V1, "9a3883ff65f2fcbc")]
    [InlineData(ParquetCodec.Snappy, ParquetPageVersion.V2, "1f7225a3eb194092")]
    public void Write_GivesTheSameBytesEverywhere(ParquetCodec codec, ParquetPageVersion version, string hash)
    {
        var options = new ParquetWriterOptions { Codec = codec, PageVersion = version, PageBytes = 4096 };

        byte[] file = ParquetSamples.Write(Schema, options, Rows(5000), Rows(10));
        // The footer names the version of the library, which changes.
        int footer = file.Length - 8 - BitConverter.ToInt32(file, file.Length - 8);

        Assert.Equal(file, ParquetSamples.Write(Schema, options, Rows(5000), Rows(10)));
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(file.AsSpan(0, footer)))[..16]);
    }

    [Theory]
    [InlineData("codec")]
    [InlineData("page")]
    public void Options_RefuseWhatIsNotWritten(string option) => Assert.Throws<ArgumentOutOfRangeException>(() => option == "codec"
        ? new ParquetWriterOptions { Codec = ParquetCodec.Brotli }
        : new ParquetWriterOptions { PageBytes = 63 });

    [Fact]
    public void Schema_RefusesNoColumnsAndTwoOfOneName()
    {
        Assert.Throws<ArgumentException>(() => new ParquetSchema());
        Assert.Throws<ArgumentException>(() => new ParquetSchema(ParquetColumn.Double("x"), ParquetColumn.Text("x")));
        Assert.Throws<ArgumentException>(() => Schema["no such"]);
    }

    private static ParquetValues[] Rows(int count) =>
    [
        ParquetValues.Of<string>(Schema["instrument"], [.. Enumerable.Range(0, count).Select(i => $"{600000 + i % 300}.SH")]),
        ParquetValues.Of<DateOnly>(Schema["date"], [.. Enumerable.Range(0, count).Select(i => new DateOnly(2020, 1, 1).AddDays(i / 300))]),
        ParquetValues.Of<double>(
            Schema["close"],
            [.. Enumerable.Range(0, count).Select(i => i % 97 == 0 ? double.NaN : i * 0.01)],
            [.. Enumerable.Range(0, count).Select(i => i % 13 != 5)]),
        ParquetValues.Of<int>(Schema["lot"], [.. Enumerable.Range(0, count).Select(i => i % 2 == 0 ? 100 : 200)]),
    ];
}

using Quant.Data.Formats.Parquet;

namespace Quant.Data.Tests.Formats.Parquet;

public sealed class ParquetDecimalTests
{
    [Theory]
    [InlineData("0", 0, "0")]
    [InlineData("12.5", 2, "1250")]
    [InlineData("-12.50", 1, "-125")]
    [InlineData("79228162514264337593543950335", 0, "79228162514264337593543950335")]
    [InlineData("79228162514264337593543950335", 9, "79228162514264337593543950335000000000")]
    [InlineData("0.0000000000000000000000000001", 28, "1")]
    [InlineData("-0.0000000000000000000000000001", 38, "-10000000000")]
    public void Unscaled_IsUndoneByTryToDecimal(string text, int scale, string expected)
    {
        decimal value = decimal.Parse(text, CultureInfo.InvariantCulture);

        Int128 unscaled = ParquetDecimal.Unscaled(value, scale);

        Assert.Equal(Int128.Parse(expected, CultureInfo.InvariantCulture), unscaled);
        Assert.True(ParquetDecimal.TryToDecimal(unscaled, scale, out decimal back));
        Assert.Equal(value, back);
    }

    [Fact]
    public void Unscaled_NeverRounds()
    {
        Assert.Throws<ArgumentException>(() => ParquetDecimal.Unscaled(0.125m, 2));
        Assert.Throws<OverflowException>(() => ParquetDecimal.Unscaled(decimal.MaxValue, 38));
    }

    [Fact]
    public void TryToDecimal_RefusesWhatDoesNotFit()
    {
        Assert.False(ParquetDecimal.TryToDecimal(Int128.MaxValue, 0, out _));
        Assert.False(ParquetDecimal.TryToDecimal(Int128.MaxValue, 38, out _));
        Assert.False(ParquetDecimal.TryToDecimal(1, 29, out _));
        Assert.True(ParquetDecimal.TryToDecimal(10, 29, out decimal least));
        Assert.Equal(0.0000000000000000000000000001m, least);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(9, 4)]
    [InlineData(18, 8)]
    [InlineData(19, 9)]
    [InlineData(38, 16)]
    public void BytesFor_IsTheFewest(int precision, int bytes) => Assert.Equal(bytes, ParquetDecimal.BytesFor(precision));

    [Fact]
    public void Count_IsUndoneByTryToDateTime()
    {
        foreach (DateTime moment in new[] { DateTime.UnixEpoch, new DateTime(1969, 12, 31, 23, 59, 59, 999), new DateTime(2024, 2, 29, 9, 30, 0) })
        {
            foreach (ParquetTimeUnit unit in Enum.GetValues<ParquetTimeUnit>())
            {
                Assert.True(ParquetTime.TryToDateTime(ParquetTime.Count(moment, unit), unit, out DateTime back));
                Assert.Equal(moment, back);
            }
        }

        Assert.Throws<ArgumentException>(() => ParquetTime.Count(DateTime.UnixEpoch.AddTicks(1), ParquetTimeUnit.Microseconds));
        Assert.False(ParquetTime.TryToDateTime(1, ParquetTimeUnit.Nanoseconds, out _));
        Assert.False(ParquetTime.TryToDateTime(long.MaxValue, ParquetTimeUnit.Milliseconds, out _));
        Assert.False(ParquetTime.TryToDateTime(long.MinValue, ParquetTimeUnit.Microseconds, out _));
    }
}

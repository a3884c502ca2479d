using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Quant.Data.Formats;

namespace Quant.Data.Tests.Formats;

public sealed class FieldTextTests
{
    [Fact]
    public void TryNumber_GivesTheNearestDouble() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(5_000),
        Prop.ForAll(ArbMap.Default.GeneratorFor<long>().Zip(Gen.Choose(0, 12)).ToArbitrary(), drawn =>
        {
            (long number, int decimals) = drawn;
            string text = ((decimal)number / (decimal)Math.Pow(10, decimals)).ToString(CultureInfo.InvariantCulture);
            bool read = FieldText.TryNumber(Encoding.UTF8.GetBytes(text), out double value);
            return read && value == double.Parse(text, CultureInfo.InvariantCulture);
        }));

    [Theory]
    [InlineData("0.1")]
    [InlineData("123456789.012345")]
    [InlineData("999999999999999")]
    [InlineData("0.000000000000001")]
    [InlineData("9007199254740993")]
    [InlineData("1234567890123456.7")]
    [InlineData("-12.50")]
    [InlineData("1e-7")]
    [InlineData("2.5E+10")]
    public void TryNumber_ReadsEveryOrdinaryForm(string text)
    {
        Assert.True(FieldText.TryNumber(Encoding.UTF8.GetBytes(text), out double value));
        Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("1-")]
    [InlineData("1 ")]
    [InlineData("1,5")]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("∞")]
    [InlineData("１")]
    [InlineData("1e")]
    [InlineData("1e400")]
    [InlineData("00000000000000000000000000000000000000000")]
    public void TryNumber_RefusesTheRest(string text) => Assert.False(FieldText.TryNumber(Encoding.UTF8.GetBytes(text), out _));
}

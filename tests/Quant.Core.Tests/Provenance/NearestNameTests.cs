namespace Quant.Core.Tests.Provenance;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["account", "initial_cash", "threads"];

    [Theory]
    [InlineData("threds", "threads")]
    [InlineData("INITIAL-CASH", "initial_cash")]
    [InlineData("thraeds", "threads")]
    [InlineData("th", null)]
    [InlineData("", null)]
    public void Of_GivesTheOneWithinAThirdOfItsLetters(string name, string? expected) =>
        Assert.Equal(expected, NearestName.Of(name, Known));

    [Fact]
    public void Of_DoesNotCompareTextThatIsNoName() => Assert.Null(NearestName.Of(new string('a', 65), [new string('a', 65)]));

    [Theory]
    [InlineData("threds", "Did you mean 'threads'?")]
    [InlineData("zzz", "Known are account, initial_cash, threads.")]
    public void Remedy_OffersTheNearest_OrListsAll(string name, string expected) =>
        Assert.Equal(expected, NearestName.Remedy(name, Known));
}

using System.Text;
using Quant.Models.Learners;

namespace Quant.Models.Tests.Learners;

public sealed class LinearModelTests
{
    private static readonly LinearModel Model = new(["KMID", "ROC5"], [0.1 + 0.2, -1e-300], 1.0 / 3);

    [Fact]
    public void Read_GivesBackTheSameBits() => Assert.Equal(Model, LinearModel.Read("weights.json", Model.ToBytes()));

    [Fact]
    public void ToBytes_IsReadable() => Assert.Equal(
        """
        {
          "format": "quant-linear-1",
          "intercept": 0.3333333333333333,
          "coefficients": {
            "KMID": 0.30000000000000004,
            "ROC5": -1E-300
          }
        }

        """.ReplaceLineEndings("\n"),
        Encoding.UTF8.GetString(Model.ToBytes()));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"format\":\"quant-linear-2\",\"intercept\":0,\"coefficients\":{}}")]
    [InlineData("{\"format\":\"quant-linear-1\",\"intercept\":\"0\",\"coefficients\":{}}")]
    [InlineData("{\"format\":\"quant-linear-1\",\"intercept\":1e999,\"coefficients\":{}}")]
    [InlineData("{\"format\":\"quant-linear-1\",\"intercept\":0,\"coefficients\":[]}")]
    [InlineData("{\"format\":\"quant-linear-1\",\"intercept\":0,\"coefficients\":{\"A\":null}}")]
    [InlineData("{\"format\":\"quant-linear-1\",\"intercept\":0,\"coefficients\":{\"A\":1,\"A\":2}}")]
    [InlineData("{\"format\":\"quant-linear-1\",\"intercept\":0,\"coeff")]
    public void Read_RefusesEverythingElse(string text) =>
        Assert.Equal("weights.json", Assert.Throws<InputException>(() => LinearModel.Read("weights.json", Encoding.UTF8.GetBytes(text))).Origin);
}

using Quant.Factors;

namespace Quant.Operations.Tests.Stages;

/// <summary>A factor as a user writes it; the tests copy this assembly into a workspace.</summary>
public sealed class HalfGap() : Factor("GAP", lookback: 1, "open", "close")
{
    public override string Category => "gap";

    public override void Compute(FactorWindow window, Span<double> result)
    {
        if (window.Rows < 2)
            return;
        for (int column = 0; column < result.Length; column++)
            result[column] = window["open", 0][column] - window["close", 1][column];
    }
}

using Quant.Factors;

namespace OwnFactor;

/// <summary>The mean gap between a close and the next open over five sessions, as a fraction of the close.</summary>
public sealed class OvernightGap() : Factor("GAP5", lookback: 5, "open", "close")
{
    /// <inheritdoc/>
    public override string Category => "gap";

    /// <inheritdoc/>
    public override void Compute(FactorWindow window, Span<double> result)
    {
        if (window.Rows <= 5)
            return;
        for (int column = 0; column < result.Length; column++)
        {
            double sum = 0;
            for (int age = 0; age < 5; age++)
                sum += (window["open", age][column] / window["close", age + 1][column]) - 1;
            result[column] = sum / 5;
        }
    }
}

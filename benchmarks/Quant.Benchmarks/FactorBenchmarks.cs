using Quant.Factors;
using Quant.Panels;

namespace Quant.Benchmarks;

/// <summary>The factor engine's speed, row by row of its table of targets.</summary>
internal static class FactorBenchmarks
{
    public static int Run(string[] size)
    {
        int instruments = size.Length > 0 ? int.Parse(size[0], CultureInfo.InvariantCulture) : 800;
        int dates = size.Length > 1 ? int.Parse(size[1], CultureInfo.InvariantCulture) : 2500;
        double share = instruments * (double)dates / (800 * 2500);
        string shape = $"{instruments}x{dates}";
        FactorSet set = FactorSets.Alpha158;
        MarketSnapshot market = MadeUpMarket.Make(instruments, dates, gaps: false);
        FeaturePanel result = FactorEngine.Compute(set, market);
        foreach (int threads in (int[])[1, 2])
            _ = Measurement.Print($"alpha158 {shape}", 0.15 * share, threads, () => FactorEngine.ComputeInto(
                result, set, market, threads));
        MarketSnapshot gaps = MadeUpMarket.Make(instruments, dates, gaps: true);
        _ = Measurement.Print(
            $"alpha158 with gaps {shape}", 0.195 * share, 2, () => FactorEngine.ComputeInto(result, set, gaps, 2));
        _ = Measurement.Print(
            $"alpha158 one more day of {shape}", 0.05 * instruments / 5000, 2, () => FactorEngine.Compute(
                set, market, 2, market.Session));
        var plain = new FactorSet("plain", [.. set.Definitions.Where(factor => !factor.Name.StartsWith("QTL", StringComparison.Ordinal))], set.Dialect);
        result = FactorEngine.Compute(plain, market);
        _ = Measurement.Print($"alpha158 without quantiles {shape}", 0.1 * share, 1, () => FactorEngine.ComputeInto(
            result, plain, market, 1));
        return 0;
    }
}

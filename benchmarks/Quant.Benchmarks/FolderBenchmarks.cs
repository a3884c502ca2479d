using System.Runtime.InteropServices;
using Quant.Data.Formats;
using Quant.Factors;
using Quant.Panels;
using Quant.Preprocessing;
using Quant.Provenance;

namespace Quant.Benchmarks;

/// <summary>From a Qlib folder on disk to raw fields and to normalised features.</summary>
internal static class FolderBenchmarks
{
    // Qlib takes 2.3 processor seconds for six raw fields; a fiftieth of that is the target.
    private const double RawTarget = 2.3 / 50;

    public static void Run()
    {
        MarketSnapshot market = MadeUpMarket.Make(800, 2500, gaps: true);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("quant-benchmark-");
        try
        {
            Write(market, folder.FullName);
            double cells = 6.0 * 800 * 2500;
            Measurement.Print(
                "read 6 raw fields 800x2500 from a Qlib folder (target: Qlib / 50)",
                Measurement.Time(() => Read(folder.FullName)),
                RawTarget,
                2,
                cells);
            Measurement.Print(
                "alpha158 800x2500 from a Qlib folder to normalised features",
                Measurement.Time(() => Normalise(folder.FullName, into: null), rounds: 3),
                1.0,
                2,
                158.0 * 800 * 2500);
            FeaturePanel made = FactorEngine.Compute(FactorSets.Alpha158, Read(folder.FullName));
            Measurement.Print(
                "alpha158 800x2500 from a Qlib folder to normalised features, into panels made before",
                Measurement.Time(() => Normalise(folder.FullName, made), rounds: 3),
                1.0,
                2,
                158.0 * 800 * 2500);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static MarketSnapshot Read(string folder) =>
        QlibFolder.Open(folder, "SH").View("benchmark", ContentHash.Of("benchmark"), to: null).Snapshot();

    // New panels are memory that the system has to clear first, which takes longer than computing them.
    private static void Normalise(string folder, FeaturePanel? into)
    {
        FeaturePanel features = into is null
            ? FactorEngine.Compute(FactorSets.Alpha158, Read(folder))
            : FactorEngine.ComputeInto(into, FactorSets.Alpha158, Read(folder));
        ImmutableArray<ProcessorSpec> steps = [new("RobustZScoreNorm"), new("Fillna")];
        _ = Preprocessor.Fit(steps, features, 0, features.Axes.Dates.Length - 1).ApplyInPlace(features);
    }

    private static void Write(MarketSnapshot market, string folder)
    {
        string[] dates = [.. market.Axes.Dates.Select(date => date.ToString())];
        Directory.CreateDirectory(Path.Combine(folder, "calendars"));
        File.WriteAllLines(Path.Combine(folder, "calendars", "day.txt"), dates);
        Directory.CreateDirectory(Path.Combine(folder, "instruments"));
        File.WriteAllLines(
            Path.Combine(folder, "instruments", "all.txt"),
            market.Axes.Instruments.Select(instrument => $"{instrument.QlibCode}\t{dates[0]}\t{dates[^1]}"));
        float[] values = new float[dates.Length + 1];
        for (int column = 0; column < market.Axes.Instruments.Length; column++)
        {
            string code = market.Axes.Instruments[column].QlibCode.ToLowerInvariant();
            string features = Directory.CreateDirectory(Path.Combine(folder, "features", code)).FullName;
            foreach (string field in market.Fields)
            {
                Panel panel = market.Field(field);
                for (int row = 0; row < dates.Length; row++)
                    values[row + 1] = (float)panel[row, column];
                File.WriteAllBytes(
                    Path.Combine(features, $"{field}.day.bin"), MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
            }
        }
    }
}

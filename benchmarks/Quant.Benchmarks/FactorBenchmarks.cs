using System.Diagnostics;
using System.Reflection;
using Quant.Factors;
using Quant.Kernels;
using Quant.Panels;

namespace Quant.Benchmarks;

/// <summary>The factor engine's speed, row by row of its table of targets.</summary>
/// <remarks>Every row runs in a process of its own, so that its peak memory is its own.</remarks>
internal static class FactorBenchmarks
{
    private const int Names = 800;
    private const int Days = 2500;
    private const int ManyNames = 5000;
    private const double Alpha158Seconds = 0.15;

    // Qlib takes 57 processor seconds for the 158 expressions of Alpha158 on 800 x 2,500, or 0.36 an expression; the
    // battery may take a hundredth of as much an expression.
    private const double QlibSecondsAnExpression = 57.0 / 158;

    private static readonly ImmutableSortedDictionary<string, Action> Rows = ImmutableSortedDictionary.CreateRange(
        StringComparer.Ordinal,
        new Dictionary<string, Action>
        {
            ["01 alpha158"] = Alpha158,
            ["02 gaps"] = Gaps,
            ["03 many names"] = ManyNamesAtOnce,
            ["04 rank"] = Rank,
            ["05 alpha360"] = Alpha360,
            ["06 battery"] = Battery,
            ["07 qlib folder"] = FolderBenchmarks.Run,
            ["08 one more day"] = OneMoreDay,
            ["09 naive"] = Naive,
        });

    public static int Run(string[] rows)
    {
        if (rows is [var one] && Rows.TryGetValue(one, out Action? row))
        {
            row();
            return 0;
        }

        int failures = 0;
        foreach (string name in Rows.Keys.Where(name => rows.Length == 0 || rows.Any(name.Contains)))
            failures += RunApart(name) == 0 ? 0 : 1;
        return failures;
    }

    private static int RunApart(string row)
    {
        string program = Environment.ProcessPath!;
        string[] host = Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? [Assembly.GetExecutingAssembly().Location]
            : [];
        using Process process = Process.Start(program, [.. host, "quick", "factors", row]);
        process.WaitForExit();
        return process.ExitCode;
    }

    private static void Alpha158()
    {
        FactorSet set = FactorSets.Alpha158;
        MarketSnapshot market = MadeUpMarket.Make(Names, Days, gaps: false);
        FeaturePanel result = FactorEngine.Compute(set, market);
        double cells = Cells(set, market);
        Timing one = Measurement.Time(() => FactorEngine.ComputeInto(result, set, market, 1));
        Measurement.Print("alpha158 800x2500", one, null, 1, cells);
        Timing two = Measurement.Time(() => FactorEngine.ComputeInto(result, set, market, 2));
        Measurement.Print("alpha158 800x2500", two, Alpha158Seconds, 2, cells);
        Measurement.Print(
            "alpha158 800x2500, two cores against one (target: one / 1.8)", two, one.Seconds / 1.8, 2, cells);
        var plain = new FactorSet(
            "plain",
            [.. set.Definitions.Where(factor => !factor.Name.StartsWith("QTL", StringComparison.Ordinal))],
            set.Dialect);
        result = result with { Recipe = plain.Recipe, Panels = result.Panels[..plain.Definitions.Length] };
        Timing without = Measurement.Time(() => FactorEngine.ComputeInto(result, plain, market, 1));
        Measurement.Print("alpha158 without quantiles 800x2500", without, null, 1, Cells(plain, market));
    }

    private static void Gaps()
    {
        FactorSet set = FactorSets.Alpha158;
        MarketSnapshot clean = MadeUpMarket.Make(Names, Days, gaps: false);
        MarketSnapshot gaps = MadeUpMarket.Make(Names, Days, gaps: true);
        FeaturePanel result = FactorEngine.Compute(set, clean);
        Timing without = Measurement.Time(() => FactorEngine.ComputeInto(result, set, clean, 2));
        Timing with = Measurement.Time(() => FactorEngine.ComputeInto(result, set, gaps, 2));
        Measurement.Print(
            "alpha158 800x2500 with gaps on most rows (target: 1.3 x without)",
            with,
            1.3 * without.Seconds,
            2,
            Cells(set, gaps));
    }

    // The full size takes 16 GB; where there is less, fewer days show the same.
    private static void ManyNamesAtOnce()
    {
        FactorSet set = FactorSets.Alpha158;
        double dayBytes = (double)ManyNames * (set.Definitions.Length + 6) * sizeof(double);
        int days = (int)Math.Clamp((AvailableBytes() - 2e9) / dayBytes, 100, Days);
        MarketSnapshot market = MadeUpMarket.Make(ManyNames, days, gaps: false);
        FeaturePanel result = FactorEngine.Compute(set, market);
        Timing timing = Measurement.Time(
            () => FactorEngine.ComputeInto(result, set, market, 2), rounds: 3, warm: false);
        double share = (double)ManyNames * days / (Names * Days);
        Measurement.Print(
            $"alpha158 5000x{days}",
            timing,
            Alpha158Seconds * share,
            2,
            Cells(set, market),
            (days * dayBytes / (1 << 20)) + 200);
    }

    private static double AvailableBytes()
    {
        const string Memory = "/proc/meminfo";
        string? line = File.Exists(Memory)
            ? File.ReadLines(Memory).FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal))
            : null;
        return line is null
            ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2.0
            : 1024 * double.Parse(
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    private static void Rank()
    {
        const int Dates = 250;
        const int Width = 4000;
        MarketSnapshot market = MadeUpMarket.Make(Width, Dates, gaps: false);
        Panel close = market.Field("close");
        var ranks = new CrossSectionRank();
        double[] result = new double[Width];
        Timing all = Measurement.Time(() =>
        {
            for (int date = 0; date < Dates; date++)
                ranks.Percentile(close[date], result);
        });
        Measurement.Print(
            "cross-sectional percentile rank, 4000 names, one date",
            new Timing(all.Seconds / Dates, all.ProcessorSeconds / Dates),
            35e-6,
            1,
            Width);
    }

    private static void Alpha360()
    {
        FactorSet set = FactorSets.Alpha360;
        MarketSnapshot market = MadeUpMarket.Make(Names, Days, gaps: false);
        FeaturePanel result = FactorEngine.Compute(set, market);
        Timing write = Measurement.Time(
            () => Parallel.ForEach(
                result.Panels,
                new ParallelOptions { MaxDegreeOfParallelism = 2 },
                panel => panel.Values.Fill(1)),
            rounds: 3);
        Measurement.Print("write the output of alpha360 800x2500", write, null, 2, Cells(set, market));
        Timing timing = Measurement.Time(() => FactorEngine.ComputeInto(result, set, market, 2), rounds: 3);
        Measurement.Print("alpha360 800x2500 (target: 2 x writing)", timing, 2 * write.Seconds, 2, Cells(set, market));
    }

    private static void Battery()
    {
        var definitions = new List<FactorDefinition>();
        MarketSnapshot market = MadeUpMarket.Make(Names, Days, gaps: true);
        foreach (string text in BatteryLines())
        {
            try
            {
                // The battery has references to the future as labels do, and names of Qlib's own data.
                var one = new FactorSet("one", [new FactorDefinition(text, text)], ExpressionDialect.Qlib, ExpressionUse.Label);
                if (one.Expressions[0].Fields.All(market.Has) && one.Instruments.All(market.Axes.Instruments.Contains))
                    definitions.Add(one.Definitions[0]);
            }
            catch (ExpressionException refused)
            {
                Console.Error.WriteLine(refused.Message.Split('\n')[0]);
            }
        }

        var set = new FactorSet("battery", [.. definitions], ExpressionDialect.Qlib, ExpressionUse.Label);
        FeaturePanel result = FactorEngine.Compute(set, MadeUpMarket.Make(Names, 70, gaps: true));
        result = FactorEngine.Compute(set, market);
        Timing timing = Measurement.Time(
            () => FactorEngine.ComputeInto(result, set, market, 2), rounds: 1, warm: false);
        Measurement.Print(
            $"{definitions.Count} expressions of the battery 800x2500 (target: Qlib / 100)",
            timing,
            QlibSecondsAnExpression * definitions.Count / 100,
            2,
            Cells(set, market));
    }

    private static IEnumerable<string> BatteryLines()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("battery.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { Length: > 0 } line)
            yield return line;
    }

    private static void OneMoreDay()
    {
        FactorSet set = FactorSets.Alpha158;
        MarketSnapshot market = MadeUpMarket.Make(ManyNames, 250, gaps: false);
        Timing timing = Measurement.Time(() => FactorEngine.Compute(set, market, 2, market.Session));
        Measurement.Print(
            "alpha158 one more day, 5000 names", timing, 0.05, 2, (double)ManyNames * set.Definitions.Length);
    }

    private static void Naive()
    {
        MarketSnapshot market = MadeUpMarket.Make(Names, Days, gaps: false);
        var set = new FactorSet("one", [new FactorDefinition("STD60", "Std($close, 60)")], ExpressionDialect.Qlib);
        Panel result = market.Axes.NewPanel();
        Timing naive = Measurement.Time(() => NaiveDeviation.Compute(market.Field("close"), 60, result), rounds: 3);
        Measurement.Print("Std($close, 60) in its naive form 800x2500", naive, null, 1, Cells(set, market));
        FeaturePanel features = FactorEngine.Compute(set, market);
        Timing engine = Measurement.Time(() => FactorEngine.ComputeInto(features, set, market, 1), rounds: 3);
        Measurement.Print("Std($close, 60) by the engine 800x2500", engine, null, 1, Cells(set, market));
    }

    private static double Cells(FactorSet set, MarketSnapshot market) =>
        (double)set.Definitions.Length * market.Axes.Dates.Length * market.Axes.Instruments.Length;
}

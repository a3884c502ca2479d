using System.Text.Json.Nodes;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary><c>model_config.json</c>: the universe and how the training windows are cut, as QuantPits has it.</summary>
internal static class ModelConfigFile
{
    private static readonly ConfigKey<string> Market =
        Key.Name("market", "csi300", "The universe that is trained, predicted and traded.");

    private static readonly ConfigKey<InstrumentId> Benchmark =
        Key.Instrument("benchmark", InstrumentId.Parse("SH000300"), "The index to compare with.");

    private static readonly ConfigKey<string> Frequency =
        Key.Choice("freq", "week", "The label's horizon where a workflow names none, and the annualisation.", "week", "day");

    private static readonly ConfigKey<string> AnchorMode = Key.Choice(
        "train_date_mode", "last_trade_date", "Where the windows end: at the last session of the data.", "last_trade_date");

    private static readonly ConfigKey<string> Slice = Key.Choice(
        "data_slice_mode", "slide", "Windows of years that end at the anchor, or the dates below.", "slide", "fixed");

    private static readonly ConfigKey<decimal> TrainYears =
        Key.Decimal("train_set_windows", 8m, 0.1m, 100m, "Years of training in slide mode; fractions are allowed.");

    private static readonly ConfigKey<decimal> ValidYears =
        Key.Decimal("valid_set_window", 2m, 0m, 100m, "Years of validation in slide mode.");

    private static readonly ConfigKey<decimal> TestYears =
        Key.Decimal("test_set_window", 3m, 0m, 100m, "Years of test in slide mode.");

    private static readonly ConfigKey<TradeDate?> Start =
        Key.Date("start_time", "", "The first day of data to use at all; without it all there is.");

    private static readonly ConfigKey<TradeDate?> FitStart =
        Key.Date("fit_start_time", "", "The first day of training in fixed mode.");

    private static readonly ConfigKey<TradeDate?> FitEnd =
        Key.Date("fit_end_time", "", "The last day of training in fixed mode.");

    private static readonly ConfigKey<TradeDate?> ValidStart =
        Key.Date("valid_start_time", "", "The first day of validation in fixed mode.");

    private static readonly ConfigKey<TradeDate?> ValidEnd =
        Key.Date("valid_end_time", "", "The last day of validation in fixed mode.");

    private static readonly ConfigKey<TradeDate?> TestStart =
        Key.Date("test_start_time", "", "The first day of test in fixed mode.");

    private static readonly ConfigKey<TradeDate?> TestEnd =
        Key.Date("test_end_time", "", "The last day of test in fixed mode; without it the anchor.");

    /// <summary>Where older workspaces keep the number of names to hold.</summary>
    public static readonly ConfigKey<int> TopK = Key.Whole(
        "TopK", 20, 1, 10_000, "How many names to hold, where strategy_config.yaml does not say.");

    /// <summary>Where older workspaces keep the number of names to drop.</summary>
    public static readonly ConfigKey<int> DropN = Key.Whole(
        "DropN", 3, 0, 10_000, "How many names to drop at most, where strategy_config.yaml does not say.");

    /// <summary>The keys of the file.</summary>
    public static ConfigSchema Schema { get; } = new(
        Market, Benchmark, Frequency, AnchorMode, Slice, TrainYears, ValidYears, TestYears, Start,
        FitStart, FitEnd, ValidStart, ValidEnd, TestStart, TestEnd, TopK, DropN,
        Key.Unused("end_time", "the data end where the snapshot ends."),
        Key.Unused("backtest_start_time", "`quant` has no backtest in training."),
        Key.Unused("backtest_end_time", "`quant` has no backtest in training."),
        Key.Unused("current_date", "the anchor is always the last session of the data."),
        Key.Unused("experiment_name_prefix", "runs are named by their content."));

    /// <summary>Reads the file.</summary>
    public static ModelConfig Read(ConfigSection file)
    {
        _ = file.Get(AnchorMode);
        bool isFixed = file.Get(Slice) == "fixed";
        ModelConfig config = new()
        {
            Market = file.Get(Market),
            Benchmark = file.Get(Benchmark),
            Frequency = file.Get(Frequency),
            Slice = isFixed ? DataSliceMode.Fixed : DataSliceMode.Slide,
            TrainYears = file.Get(TrainYears),
            ValidYears = file.Get(ValidYears),
            TestYears = file.Get(TestYears),
            Start = file.Get(Start),
            Fit = Range(file, FitStart, FitEnd, isFixed, mayEndOpen: false),
            Valid = Range(file, ValidStart, ValidEnd, isFixed, mayEndOpen: false),
            Test = Range(file, TestStart, TestEnd, isFixed, mayEndOpen: true),
        };
        if (!isFixed)
            return config with { Fit = null, Valid = null, Test = null };
        Follows(file, Start, config.Start, FitStart, config.Fit?.First, mayMeet: true);
        Follows(file, FitEnd, config.Fit?.Last, ValidStart, config.Valid?.First, mayMeet: false);
        Follows(file, ValidEnd, config.Valid?.Last, TestStart, config.Test?.First, mayMeet: false);
        return config;
    }

    /// <summary>Writes every key with its value.</summary>
    public static JsonObject Write(ModelConfig config)
    {
        bool isFixed = config.Slice == DataSliceMode.Fixed;
        var file = new JsonObject
        {
            [Market.Name] = config.Market,
            [Benchmark.Name] = config.Benchmark.QlibCode,
            [Frequency.Name] = config.Frequency,
            [AnchorMode.Name] = "last_trade_date",
            [Slice.Name] = isFixed ? "fixed" : "slide",
            [TrainYears.Name] = config.TrainYears,
            [ValidYears.Name] = config.ValidYears,
            [TestYears.Name] = config.TestYears,
        };
        Put(file, Start, config.Start);
        Put(file, FitStart, config.Fit?.First);
        Put(file, FitEnd, config.Fit?.Last);
        Put(file, ValidStart, config.Valid?.First);
        Put(file, ValidEnd, config.Valid?.Last);
        Put(file, TestStart, config.Test?.First);
        Put(file, TestEnd, config.Test?.Last);
        return file;
    }

    private static void Put(JsonObject file, ConfigKey key, TradeDate? date)
    {
        if (date is { } day)
            file[key.Name] = day.ToString();
    }

    private static DateRange? Range(
        ConfigSection file, ConfigKey<TradeDate?> first, ConfigKey<TradeDate?> last, bool isRequired, bool mayEndOpen)
    {
        TradeDate? begin = file.Get(first);
        TradeDate? end = file.Get(last);
        if (isRequired && !file.Has(first))
            file.Wrong(first, $"expected {first.Expected} because data_slice_mode is fixed, found nothing.");
        if (isRequired && !mayEndOpen && !file.Has(last))
            file.Wrong(last, $"expected {last.Expected} because data_slice_mode is fixed, found nothing.");
        if (begin > end)
            file.Wrong(last, $"expected a day not before {first.Name} ({begin}), found {end}.");
        return begin is { } day ? new DateRange(day, end) : null;
    }

    private static void Follows(
        ConfigSection file, ConfigKey earlier, TradeDate? early, ConfigKey later, TradeDate? late, bool mayMeet)
    {
        if (early is not null && late is not null && (late < early || (late == early && !mayMeet)))
            file.Wrong(later, $"expected a day {(mayMeet ? "not before" : "after")} {earlier.Name} ({early}), found {late}.");
    }
}

using Quant.Operations.Workspaces;
using Quant.Operations.Workspaces.Configuration;

namespace Quant.Operations.Migration;

/// <summary>A position of QuantPits' account book.</summary>
/// <param name="Shares">Whole shares, above zero.</param>
/// <param name="Cost">What they cost by its own counting; negative where sales brought more than all purchases.</param>
internal readonly record struct QuantPitsPosition(long Shares, Money Cost);

/// <summary>QuantPits' <c>prod_config.json</c>: the account at the last day that it processed.</summary>
/// <param name="Day">That day.</param>
/// <param name="Cash">Cash.</param>
/// <param name="Positions">Every position.</param>
/// <param name="Name">The tag of its trade rows.</param>
/// <param name="Broker">The broker.</param>
/// <param name="Market">The universe; empty if it does not say.</param>
/// <param name="Benchmark">The index; null if it does not say.</param>
/// <param name="Strategy">The holding rule in its older place; empty if it is not there.</param>
/// <param name="Notes">What was read otherwise than written.</param>
internal sealed record QuantPitsBook(
    TradeDate Day, Money Cash, ImmutableSortedDictionary<InstrumentId, QuantPitsPosition> Positions,
    string Name, string Broker, string Market, InstrumentId? Benchmark, ImmutableSortedDictionary<string, int> Strategy,
    ImmutableArray<string> Notes)
{
    private const string Remedy = "Nothing is taken over that is only half understood; correct it in a copy of the folder.";

    private static readonly ImmutableArray<string> Known =
    [
        "model", "current_date", "last_processed_date", "initial_cash", "initial_holding", "current_full_cash", "current_cash",
        "current_holding", "TopK", "DropN", "buy_suggestion_factor", "broker", "market", "benchmark", "experiment_name",
    ];

    /// <summary>Reads the file.</summary>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="InputException">A key is missing, unknown or not what it must be.</exception>
    public static QuantPitsBook Read(string path, byte[] content)
    {
        ConfigMap map = Parse(path, content);
        foreach (ConfigEntry entry in map.Entries.Where(entry => !Known.Contains(entry.Name)))
            throw Wrong(path, entry.Line, entry.Name, $"one of {string.Join(", ", Known)}", "an unknown key");
        var notes = ImmutableArray.CreateBuilder<string>();
        TradeDate day = Date(path, map, "last_processed_date");
        TradeDate current = Date(path, map, "current_date");
        if (current != day)
            throw Wrong(path, Required(path, map, "current_date").Line, "current_date", $"the day last processed, {day}", $"{current}");
        ConfigNode money = Required(path, map, "current_cash");
        Money cash = Amount(path, money, "current_cash", notes);
        if (cash < Money.Zero)
            throw Wrong(path, money.Line, "current_cash", "cash not below zero", cash.ToString());
        return new QuantPitsBook(
            day, cash, ReadPositions(path, map, notes), Text(map, "model", "main"), Text(map, "broker", "gtja"), Text(map, "market", ""),
            InstrumentId.TryParse(Text(map, "benchmark", ""), out InstrumentId index) ? index : null, ReadStrategy(path, map), notes.ToImmutable());
    }

    private static ConfigMap Parse(string path, byte[] content)
    {
        List<ConfigurationError> wrong = [];
        ConfigMap? map = ConfigText.Parse(content, new ConfigErrors(path, wrong));
        return wrong.Count == 0 && map is not null
            ? map
            : throw new InputException(
                path, wrong is [{ Line: > 0 } first, ..] ? first.Line.ToString(CultureInfo.InvariantCulture) : "",
                "keys and values in JSON", wrong.Count > 0 ? wrong[0].Message : "nothing", Remedy);
    }

    private static ImmutableSortedDictionary<InstrumentId, QuantPitsPosition> ReadPositions(
        string path, ConfigMap map, ImmutableArray<string>.Builder notes)
    {
        ConfigNode node = Required(path, map, "current_holding");
        if (node is not ConfigList list)
            throw Wrong(path, node.Line, "current_holding", "a list of positions", node.Described);
        var positions = ImmutableSortedDictionary.CreateBuilder<InstrumentId, QuantPitsPosition>();
        foreach ((int index, ConfigNode item) in list.Items.Index())
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"current_holding[{index}]");
            if (item is not ConfigMap position)
                throw Wrong(path, item.Line, key, "instrument, value and amount", item.Described);
            foreach (ConfigEntry entry in position.Entries.Where(entry => entry.Name is not ("instrument" or "value" or "amount")))
                throw Wrong(path, entry.Line, $"{key}.{entry.Name}", "instrument, value and amount", "an unknown key");
            ConfigNode name = Required(path, position, "instrument");
            if (name is not ConfigScalar { Text: var code } || !QuantPitsNumber.TryInstrument(code, out InstrumentId instrument))
                throw Wrong(path, name.Line, $"{key}.instrument", "an instrument such as SH600519", name.Described);
            ConfigNode shares = Required(path, position, "value");
            if (shares is not ConfigScalar { Text: var count } || !QuantPitsNumber.TryShares(count, out long held) || held <= 0)
                throw Wrong(path, shares.Line, $"{key}.value", "a whole number of shares above zero", shares.Described);
            Money cost = Amount(path, Required(path, position, "amount"), $"{key}.amount", notes);
            if (!positions.TryAdd(instrument, new QuantPitsPosition(held, cost)))
                throw Wrong(path, name.Line, $"{key}.instrument", "each instrument once", $"{instrument} again");
        }

        return positions.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, int> ReadStrategy(string path, ConfigMap map)
    {
        var strategy = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        foreach ((string key, string ours) in ((string, string)[])[("TopK", "topk"), ("DropN", "n_drop"), ("buy_suggestion_factor", "buy_suggestion_factor")])
        {
            if (map.Find(key) is not { } entry)
                continue;
            if (entry.Value is not ConfigScalar { Text: var text } || !QuantPitsNumber.TryShares(text, out long number) || number is < 0 or > 10_000)
                throw Wrong(path, entry.Line, key, "a whole number", entry.Value.Described);
            strategy[ours] = (int)number;
        }

        return strategy.ToImmutable();
    }

    private static ConfigNode Required(string path, ConfigMap map, string key) =>
        map.Find(key)?.Value ?? throw Wrong(path, map.Line, key, "this key", "nothing");

    private static TradeDate Date(string path, ConfigMap map, string key)
    {
        ConfigNode node = Required(path, map, key);
        return node is ConfigScalar { Text: var text } && TradeDate.TryParse(text, out TradeDate day)
            ? day
            : throw Wrong(path, node.Line, key, "a date as yyyy-MM-dd", node.Described);
    }

    private static Money Amount(string path, ConfigNode node, string key, ImmutableArray<string>.Builder notes)
    {
        if (node is not ConfigScalar { Text: var text } || !QuantPitsNumber.TryAmount(text, out Money amount))
            throw Wrong(path, node.Line, key, "an amount of whole cents", node.Described);
        if (QuantPitsNumber.IsRounded(text))
            notes.Add($"{path}: {key} {text} is read as {amount}.");
        return amount;
    }

    private static string Text(ConfigMap map, string key, string without) =>
        map.Find(key)?.Value is ConfigScalar { Kind: ScalarKind.Text, Text.Length: > 0 } scalar ? scalar.Text : without;

    private static InputException Wrong(string path, int line, string key, string expected, string found) => new(
        path, string.Create(CultureInfo.InvariantCulture, $"{line} {key}"), expected, found, Remedy);
}

using System.Text.Json.Nodes;
using Quant.Factors;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>The list <c>data.universe_filters</c> of <c>quant.yaml</c>: what narrows the universe, day by day.</summary>
internal static class UniverseFilterFile
{
    /// <summary>What may be written.</summary>
    public const string Expected = "a list of filters, each with codes or where";

    private static readonly ConfigKey<string> Codes = Key.Text(
        "codes", "", "Keeps the instruments whose code in Qlib's form, such as SH600000, begins with a match of this regular expression.");

    private static readonly ConfigKey<string> Where = Key.Text(
        "where", "", "Keeps an instrument on the sessions where this expression is true or not 0.", "an expression");

    private static readonly ConfigKey<string> Compatibility = Key.Choice(
        "compatibility", "quant", "Whose rules the expression follows: in Qlib's a missing value counts as true.", "quant", "qlib");

    private static readonly ConfigKey<bool> Keep = Key.Flag(
        "keep", false, "Whether an expression keeps an instrument without any bar among the sessions it judges.");

    private static readonly ConfigKey<TradeDate?> From =
        Key.Date("from", "", "The first session that it judges; those before stay as they are.");

    private static readonly ConfigKey<TradeDate?> To =
        Key.Date("to", "", "The last session that it judges; those after stay as they are.");

    /// <summary>The keys of one filter.</summary>
    public static ConfigSchema Schema { get; } = new(Codes, Where, Compatibility, Keep, From, To);

    /// <summary>Reads the list.</summary>
    /// <param name="node">Its value, or null.</param>
    /// <param name="path">The key that leads to it.</param>
    /// <param name="errors">Where mistakes go.</param>
    public static ImmutableArray<UniverseFilter> Read(ConfigNode? node, string path, ConfigErrors errors)
    {
        if (node is null or ConfigScalar { Kind: ScalarKind.Null })
            return [];
        if (node is not ConfigList list)
        {
            errors.Unexpected(node, path, Expected);
            return [];
        }

        var filters = ImmutableArray.CreateBuilder<UniverseFilter>();
        for (int at = 0; at < list.Items.Length; at++)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"{path}[{at}]");
            if (list.Items[at] is not ConfigMap map)
                errors.Unexpected(list.Items[at], place, "a section with codes or where");
            else if (ReadOne(ConfigSection.Open(map, place, Schema, errors)) is { } filter)
                filters.Add(filter);
        }

        return filters.ToImmutable();
    }

    /// <summary>Writes every key that a filter has, with its value.</summary>
    public static JsonArray Write(ImmutableArray<UniverseFilter> filters) => new([.. filters.Select(Write)]);

    private static JsonNode Write(UniverseFilter filter)
    {
        JsonObject written = filter switch
        {
            NameFilter names => new JsonObject { [Codes.Name] = names.Pattern },
            ExpressionFilter rule => new JsonObject
            {
                [Where.Name] = rule.Rule.Text,
                [Compatibility.Name] = rule.Rule.Dialect == ExpressionDialect.Qlib ? "qlib" : "quant",
                [Keep.Name] = rule.Keep,
            },
            _ => throw new InvalidOperationException($"{filter.GetType().Name} has no place in a file."),
        };
        if (filter.First is { } first)
            written[From.Name] = first.ToString();
        if (filter.Last is { } last)
            written[To.Name] = last.ToString();
        return written;
    }

    private static UniverseFilter? ReadOne(ConfigSection section)
    {
        (TradeDate? from, TradeDate? to) = (section.Get(From), section.Get(To));
        if (from > to)
            section.Wrong(To, $"expected a day not before {from}, found {to}.");
        (string codes, string where) = (section.Get(Codes), section.Get(Where));
        if (section.Has(Codes) == section.Has(Where))
        {
            section.Wrong(Where, $"expected either codes or where, found {(section.Has(Where) ? "both" : "neither")}.");
            return null;
        }

        return section.Has(Where) ? ReadRule(section, where, from, to) : ReadNames(section, codes, from, to);
    }

    private static NameFilter? ReadNames(ConfigSection section, string codes, TradeDate? from, TradeDate? to)
    {
        foreach (ConfigKey key in new ConfigKey[] { Compatibility, Keep }.Where(section.Has))
            section.Wrong(key, $"expected a key that codes have, found {key.Name}; it would do nothing.");
        if (NameFilter.TryParse(codes, out NameFilter? filter, out string problem))
            return filter with { First = from, Last = to };
        section.Wrong(Codes, $"expected a regular expression without look-around and back-references, found '{codes}': {problem}");
        return null;
    }

    private static ExpressionFilter? ReadRule(ConfigSection section, string where, TradeDate? from, TradeDate? to)
    {
        ExpressionDialect dialect = section.Get(Compatibility) == "qlib" ? ExpressionDialect.Qlib : ExpressionDialect.Quant;
        try
        {
            return new ExpressionFilter(FactorExpression.Parse(where, dialect), from, to, section.Get(Keep));
        }
        catch (ExpressionException mistake)
        {
            section.Wrong(Where, mistake.Message);
            return null;
        }
    }
}

using System.Text.Json.Nodes;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary><c>cashflow.json</c>: money put in or taken out, by day.</summary>
internal static class CashflowFile
{
    private const string Amounts = "a section of dates, each with an amount or a list of amounts, such as {\"2026-01-06\": 30000}";

    private static readonly ConfigKey<ConfigNode?> Flows =
        Key.Any("cashflows", Amounts, "{}", "Money put in (positive) or taken out (negative), by day.");

    private static readonly ConfigKey<ConfigNode?> Processed =
        Key.Any("processed", Amounts, "{}", "QuantPits' list of flows booked before; read and not booked again.");

    private static readonly ConfigKey<decimal> Legacy = Key.Decimal(
        "cash_flow_today", 0m, 0m, 0m, "QuantPits' undated flow, which has to be dated and written under `cashflows`.") with
    {
        Expected = "0, because a flow needs its day: write it under cashflows",
    };

    /// <summary>The keys of the file.</summary>
    public static ConfigSchema Schema { get; } = new(Flows, Processed, Legacy);

    /// <summary>Reads the file.</summary>
    public static ImmutableSortedDictionary<TradeDate, Money> Read(ConfigSection file)
    {
        _ = file.Get(Legacy);
        _ = ReadFlows(file, Processed);
        return ReadFlows(file, Flows);
    }

    /// <summary>Writes every flow.</summary>
    public static JsonObject Write(ImmutableSortedDictionary<TradeDate, Money> flows)
    {
        var days = new JsonObject();
        foreach ((TradeDate day, Money amount) in flows)
            days[day.ToString()] = amount.ToDecimal();
        return new JsonObject { [Flows.Name] = days };
    }

    private static ImmutableSortedDictionary<TradeDate, Money> ReadFlows(ConfigSection file, ConfigKey<ConfigNode?> key)
    {
        var flows = ImmutableSortedDictionary.CreateBuilder<TradeDate, Money>();
        switch (file.Get(key))
        {
            case null or ConfigScalar { Kind: ScalarKind.Null }:
                break;
            case ConfigMap days:
                foreach (ConfigEntry day in days.Entries)
                    ReadDay(file, key, day, flows);
                break;
            case var other:
                file.Wrong(key, $"expected {Amounts}, found {other.Described}.");
                break;
        }

        return flows.ToImmutable();
    }

    private static void ReadDay(
        ConfigSection file, ConfigKey key, ConfigEntry day, ImmutableSortedDictionary<TradeDate, Money>.Builder flows)
    {
        string path = $"{key.Name}.{day.Name}";
        if (!TradeDate.TryParse(day.Name, out TradeDate date))
        {
            file.Wrong(day.Line, day.Column, path, $"expected a date as yyyy-MM-dd, found '{day.Name}'.");
            return;
        }

        Money sum = Money.Zero;
        foreach (ConfigNode amount in day.Value is ConfigList several ? several.Items : [day.Value])
        {
            if (Key.ReadMoney(amount, out Money value, out _))
                sum += value;
            else
                file.Wrong(amount.Line, amount.Column, path, $"expected an amount with at most two decimals, found {amount.Described}.");
        }

        flows[date] = sum;
    }
}

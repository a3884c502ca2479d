using System.Text.Json.Nodes;

namespace Quant.Operations.Stages;

/// <summary>Tells what happened in the demo, week by week and at the end, and adds it up a second time to check the book.</summary>
/// <param name="initialCash">The cash the book began with.</param>
/// <param name="say">Where the lines go.</param>
internal sealed class DemoStory(Money initialCash, Action<string> say)
{
    private readonly JsonArray weeks = [];
    private readonly Money first = initialCash;
    private Money expectedCash = initialCash;
    private Money cash;
    private Money worth;
    private Money fees = Money.Zero;
    private Money traded = Money.Zero;
    private double firstIndex = double.NaN;
    private double lastIndex = double.NaN;
    private int week;

    /// <summary>What is said first.</summary>
    public const string Opening =
        """
        This is quant, living through eight weeks of the A-share market with 1,000,000 of play money.
        The names are today's index members applied backward, so all of them survived: the figures below show how the
        machine works, not what it would have earned.
        """;

    /// <summary>Tells a week that was booked.</summary>
    public void Settled(StageResult result, TradeDate close, double index)
    {
        JsonObject details = result.Details;
        var sessions = details["sessions"]?.AsArray() ?? [];
        ImmutableArray<JsonObject> events = [.. sessions.SelectMany(session => session!["events"]!.AsArray()).Select(line => line!.AsObject())];
        ImmutableArray<JsonObject> refusals = [.. sessions.SelectMany(session => session!["refusals"]!.AsArray()).Select(line => line!.AsObject())];
        cash = Amount(details, "cash");
        worth = Amount(details, "net_asset_value");
        (lastIndex, firstIndex) = (index, double.IsNaN(firstIndex) ? index : firstIndex);
        foreach (JsonObject line in events)
        {
            expectedCash += Amount(line, "cash");
            fees += Amount(line, "fees");
            traded += Word(line, "kind") is "buy" or "sell" ? Amount(line, "gross") : Money.Zero;
        }

        if (week > 0)
            TellWeek(close, events, refusals);
        week++;
    }

    /// <summary>Tells the orders for the next week.</summary>
    public void Ordered(StageResult result)
    {
        JsonObject details = result.Details;
        ImmutableArray<JsonObject> withheld = [.. details["not_ordered"]!.AsArray().Select(line => line!.AsObject())];
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"\nWeek {week}: orders for {details["session"]}, {details["sells"]!.AsArray().Count} to sell, {details["buys"]!.AsArray().Count} to buy"));
        foreach (JsonObject line in withheld)
            say($"  no order for {Word(line, "instrument")}: {Word(line, "sentence")}");
    }

    /// <summary>Adds everything up.</summary>
    public StageResult End(string workspace, TradeDate last)
    {
        if (cash != expectedCash)
            return new StageResult(StageOutcome.Failed, "BOOK_UNBALANCED", $"The book has {cash} of cash and the events it tells of give {expectedCash}.", Details());
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"""

            After {week - 1} weeks: net asset value {worth} ({Change(worth, first)}), of which cash {cash}.
            Beside it the CSI 300: {Percent(lastIndex / firstIndex - 1)}. Fees {fees}; traded {traded}, which is {Ratio(traded, first)} times the first cash.
            The book is in balance: first cash and every event since give the cash it has, to the cent.
            Universe: today's index list applied backward. This shows mechanics, not performance.

            Look at
              {workspace}/data/trade_log_full.csv, holding_log_full.csv, daily_amount_log_full.csv   the account's logs
              {workspace}/output/                 predictions, signals, rankings, suggestions and opinions
              {workspace}/runs/                   what every run was asked, read and wrote
            Go on by hand: the data reach to {last}.
              quant predict --workspace {workspace}
              quant fuse --workspace {workspace} --from-config-all
              quant post-trade --workspace {workspace}
              quant order-gen --workspace {workspace}
            """);
        return StageResult.Done(text, Details());
    }

    private void TellWeek(TradeDate close, ImmutableArray<JsonObject> events, ImmutableArray<JsonObject> refusals)
    {
        Tell("sold", events.Where(line => Word(line, "kind") == "sell"));
        Tell("bought", events.Where(line => Word(line, "kind") == "buy"));
        foreach (JsonObject line in events.Where(line => Word(line, "kind") is not ("buy" or "sell")))
            say($"  {Word(line, "kind")} {Word(line, "instrument")} {Word(line, "cash")}");
        if (refusals.IsEmpty)
            say("  refused: nothing");
        foreach (JsonObject line in refusals)
            say($"  refused: {Word(line, "side")} {Word(line, "instrument")} {line["shares"]}: {Word(line, "sentence")}");
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"  close of {close}: net asset value {worth} ({Change(worth, first)} since the start; CSI 300 {Percent(lastIndex / firstIndex - 1)}), cash {cash}, fees so far {fees}"));
        weeks.Add(new JsonObject
        {
            ["close"] = close.ToString(),
            ["bought"] = events.Count(line => Word(line, "kind") == "buy"),
            ["sold"] = events.Count(line => Word(line, "kind") == "sell"),
            ["refused"] = refusals.Length,
            ["net_asset_value"] = worth.ToString(),
            ["cash"] = cash.ToString(),
        });
    }

    private void Tell(string deed, IEnumerable<JsonObject> lines)
    {
        string[] trades = [.. lines.Select(line => $"{Word(line, "instrument")} {line["shares"]} at {Word(line, "price")}")];
        say($"  {deed}: {(trades.Length > 0 ? string.Join(", ", trades) : "nothing")}");
    }

    private JsonObject Details() => new()
    {
        ["weeks"] = weeks.DeepClone(),
        ["net_asset_value"] = worth.ToString(),
        ["cash"] = cash.ToString(),
        ["expected_cash"] = expectedCash.ToString(),
        ["fees"] = fees.ToString(),
        ["traded"] = traded.ToString(),
        ["index_change"] = lastIndex / firstIndex - 1,
    };

    private static Money Amount(JsonObject line, string key) =>
        Money.FromDecimal(decimal.Parse(Word(line, key), CultureInfo.InvariantCulture));

    private static string Word(JsonObject line, string key) => line[key]?.GetValue<string>() ?? "";

    private static string Change(Money now, Money then) => Percent((double)((now.ToDecimal() / then.ToDecimal()) - 1m));

    private static string Percent(double change) =>
        (change * 100).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) + " %";

    private static string Ratio(Money part, Money whole) =>
        (part.ToDecimal() / whole.ToDecimal()).ToString("0.00", CultureInfo.InvariantCulture);
}

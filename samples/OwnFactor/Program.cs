using System.Collections.Immutable;
using OwnFactor;
using Quant.Calendars;
using Quant.Factors;
using Quant.Instruments;
using Quant.Panels;
using Quant.Provenance;

// Ten lines: axes, two fields, a snapshot, a set of an own factor and an expression, the result.
ImmutableArray<TradeDate> dates = [.. Enumerable.Range(1, 20).Select(day => new TradeDate(new DateOnly(2024, 1, day)))];
var axes = new PanelAxes(dates, [InstrumentId.Parse("600000.SH"), InstrumentId.Parse("600519.SH")]);
(Panel open, Panel close) = (axes.NewPanel(), axes.NewPanel());
for (int cell = 0; cell < close.Values.Length; cell++)
    (open.Values[cell], close.Values[cell]) = (10 + Math.Sin(cell), 10 + Math.Cos(cell));
var fields = ImmutableSortedDictionary<string, Panel>.Empty.Add("open", open).Add("close", close);
var snapshot = new MarketSnapshot(axes, fields, new TradingCalendar("DEMO", dates), ContentHash.Of("made up"));
var set = new FactorSet("mine", [FactorDefinition.Of(new OvernightGap()), new FactorDefinition("MOM5", "$close/Ref($close, 5)-1")]);
FeaturePanel features = FactorEngine.Compute(set, snapshot);

foreach (string name in features.Names)
    Console.WriteLine(FormattableString.Invariant($"{name} {features[name][dates.Length - 1, 0]:F6} {features[name][dates.Length - 1, 1]:F6}"));

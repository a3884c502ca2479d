using FsCheck;
using FsCheck.Fluent;
using Quant.Models.Training;

namespace Quant.Models.Tests.Training;

public sealed class TrainingSplitTests
{
    private static readonly TrainingWindows NoWindows = new(default, default, default);

    [Fact]
    public void Of_RollingMovesOn() => Assert.Equal(
        [
            "1: train 0-9, valid 13-16, test 22-26 on 0, purge 3, embargo 2",
            "2: train 5-14, valid 18-21, test 27-31 on 0, purge 3, embargo 2",
            "3: train 10-19, valid 23-26, test 32-35 on 0, purge 3, embargo 2",
        ],
        Texts(Walk(SplitKind.Rolling, 10, 4, 5, 2), 36, 3));

    [Fact]
    public void Of_ExpandingGrows() => Assert.Equal(
        [
            "1: train 0-9, valid 0--1, test 13-17 on 0, purge 3, embargo 0",
            "2: train 0-14, valid 0--1, test 18-19 on 0, purge 3, embargo 0",
        ],
        Texts(Walk(SplitKind.Expanding, 10, 0, 5, 0), 20, 3));

    [Fact]
    public void Of_CombinatorialTestsEveryChoice()
    {
        TrainingSplit split = Cut(Groups(4, 2, embargo: 1), 20, 1);

        Assert.Equal(3, split.Paths);
        Assert.Equal(
            [
                "1: train 12-19, valid 0--1, test 0-4+5-9 on 0+0, purge 1, embargo 1",
                "2: train 7-8+17-19, valid 0--1, test 0-4+10-14 on 1+0, purge 1, embargo 1",
                "3: train 7-13, valid 0--1, test 0-4+15-19 on 2+0, purge 1, embargo 1",
                "4: train 0-3+17-19, valid 0--1, test 5-9+10-14 on 1+1, purge 1, embargo 1",
                "5: train 0-3+12-13, valid 0--1, test 5-9+15-19 on 2+1, purge 1, embargo 1",
                "6: train 0-8, valid 0--1, test 10-14+15-19 on 2+2, purge 1, embargo 1",
            ],
            split.Folds.Select(fold => fold.ToString()));
    }

    [Fact]
    public void Of_NoTrainingWindowMeetsATestedOne() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Cases().ToArbitrary(), given =>
        {
            if (TryCut(given) is not { } split)
                return true;
            foreach (TrainingFold fold in split.Folds)
            {
                int[] train = [.. Rows(fold.Train)];
                int[] test = [.. Rows(fold.Test.Select(block => block.Rows))];
                int[] valid = [.. Rows([fold.Valid])];
                if (train.Any(row => test.Any(tested => Meet(row, tested, given.Horizon)))
                    || train.Any(row => valid.Any(watched => Meet(row, watched, given.Horizon)))
                    || valid.Any(row => test.Any(tested => Meet(row, tested, given.Horizon))))
                    return false;
            }

            return true;
        }));

    [Fact]
    public void Of_TheEmbargoHolds() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Cases().ToArbitrary(), given =>
        {
            if (TryCut(given) is not { } split)
                return true;
            int gap = given.Horizon + given.Spec.EmbargoSessions;
            bool walks = given.Spec.Kind != SplitKind.Combinatorial;
            return split.Folds.All(fold => fold.Test.All(block => Rows(fold.Train).Concat(Rows([fold.Valid])).All(row =>
                walks ? row + gap < block.Rows.First : row < block.Rows.First || row > block.Rows.Last + gap)));
        }));

    [Fact]
    public void Of_EverySessionIsTestedOncePerPath() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Cases().ToArbitrary(), given =>
        {
            if (TryCut(given) is not { } split)
                return true;
            TestBlock[] blocks = [.. split.Folds.SelectMany(fold => fold.Test)];
            int first = blocks.Min(block => block.Rows.First);
            int[] expected = [.. Enumerable.Range(first, given.Sessions - first)];
            return (given.Spec.Kind != SplitKind.Combinatorial || first == 0)
                && Enumerable.Range(0, split.Paths).All(path => expected.SequenceEqual(
                    Rows(blocks.Where(block => block.Path == path).Select(block => block.Rows)).Order()));
        }));

    [Theory]
    [InlineData(2, 1, 2, 1)]
    [InlineData(6, 2, 15, 5)]
    [InlineData(10, 3, 120, 36)]
    [InlineData(6, 5, 6, 5)]
    public void Of_PathsAreChoicesTimesGroupsTestedOverGroups(int groups, int tested, int folds, int paths)
    {
        TrainingSplit split = Cut(Groups(groups, tested, embargo: 0), 400, 2);

        Assert.Equal((folds, paths), (split.Folds.Length, split.Paths));
    }

    [Fact]
    public void Of_LaterDataLeaveEarlierFoldsAsTheyAre()
    {
        SplitSpec spec = Walk(SplitKind.Rolling, 20, 5, 10, 1);
        string[] before = Texts(spec, 75, 3);
        string[] after = Texts(spec, 90, 3);

        Assert.Equal(before[..^1], after[..(before.Length - 1)]);
    }

    [Theory]
    [InlineData("embargo longer than the data", "rolling", 10, 500, 0, ".split", "520")]
    [InlineData("training longer than the data", "expanding", 200, 0, 0, ".split", "210")]
    [InlineData("tests that begin too early", "rolling", 50, 0, 30, ".split.test_start", "60 sessions before")]
    [InlineData("tests that begin after the data", "rolling", 10, 0, 400, ".split.test_start", "not after the data")]
    [InlineData("embargo over every group", "combinatorial", 10, 500, 0, ".split", "sessions to train on")]
    public void Of_RefusesASplitWithoutRows(
        string situation, string kind, int train, int embargo, int testStart, string place, string expected)
    {
        _ = situation;
        ImmutableArray<TradeDate> dates = SyntheticMarket.Sessions(500);
        var spec = new SplitSpec
        {
            Kind = SplitSpec.KindTexts[kind],
            TrainSessions = train,
            ValidSessions = 4,
            EmbargoSessions = embargo,
            TestStart = testStart > 0 ? dates[testStart] : null,
        };

        InputException wrong = Assert.Throws<InputException>(() => Cut(spec, 100, 3));

        Assert.Equal($"models.m{place}", wrong.Place);
        Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 4, null, ".test_groups")]
    [InlineData(20, 10, null, ".groups")]
    [InlineData(4, 2, 2, ".purge_sessions")]
    public void Of_RefusesGroupsThatDoNotFit(int groups, int tested, int? purge, string place) => Assert.Equal(
        $"models.m.split{place}",
        Assert.Throws<InputException>(() => Cut(Groups(groups, tested, 0) with { PurgeSessions = purge }, 100, 3)).Place);

    private static bool Meet(int left, int right, int horizon) => left <= right + horizon && right <= left + horizon;

    private static IEnumerable<int> Rows(IEnumerable<RowRange> ranges) =>
        ranges.SelectMany(range => Enumerable.Range(range.First, range.Count));

    private static string[] Texts(SplitSpec spec, int sessions, int horizon) =>
        [.. Cut(spec, sessions, horizon).Folds.Select(fold => fold.ToString())];

    private static TrainingSplit Cut(SplitSpec spec, int sessions, int horizon)
    {
        var axes = new PanelAxes(SyntheticMarket.Sessions(sessions), [InstrumentId.Parse("600000.SH")]);
        return TrainingSplit.Of("m", spec, NoWindows, axes, axes.Dates[0].Day, horizon);
    }

    private static TrainingSplit? TryCut(Case given)
    {
        try
        {
            return Cut(given.Spec, given.Sessions, given.Horizon);
        }
        catch (InputException)
        {
            return null;
        }
    }

    private static SplitSpec Walk(SplitKind kind, int train, int valid, int test, int embargo) =>
        new() { Kind = kind, TrainSessions = train, ValidSessions = valid, TestSessions = test, EmbargoSessions = embargo };

    private static SplitSpec Groups(int groups, int tested, int embargo) =>
        new() { Kind = SplitKind.Combinatorial, Groups = groups, TestGroups = tested, EmbargoSessions = embargo };

    private static Gen<Case> Cases() =>
        from kind in Gen.Elements(SplitKind.Rolling, SplitKind.Expanding, SplitKind.Combinatorial)
        from sessions in Gen.Choose(30, 120)
        from horizon in Gen.Choose(1, 7)
        from embargo in Gen.Choose(0, 5)
        from train in Gen.Choose(1, 30)
        from valid in Gen.Choose(0, 10)
        from test in Gen.Choose(1, 25)
        from groups in Gen.Choose(2, 7)
        from tested in Gen.Choose(1, groups - 1)
        select new Case(
            Walk(kind, train, valid, test, embargo) with { Groups = groups, TestGroups = tested }, sessions, horizon);

    private sealed record Case(SplitSpec Spec, int Sessions, int Horizon);
}

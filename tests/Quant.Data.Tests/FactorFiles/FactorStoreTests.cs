using Quant.Data.FactorFiles;
using Quant.Factors;
using Quant.Panels;
using Quant.Provenance;
using Quant.Storage;

namespace Quant.Data.Tests.FactorFiles;

public sealed class FactorStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        FaultPoint.Install(null);
        folder.Dispose();
    }

    [Fact]
    public void Build_SessionBySessionGivesTheBytesOfBuildingAtOnce()
    {
        var store = new FactorStore(folder["daily"]);
        for (int sessions = 1; sessions <= StoredMarket.Sessions; sessions++)
        {
            FactorBuild built = Build(store, StoredMarket.After(sessions));
            Assert.All(built.Lines, line => Assert.Equal(1, line.RowsComputed));
        }

        AssertSameFiles(AtOnce(StoredMarket.After(StoredMarket.Sessions)), folder["daily"]);
    }

    [Fact]
    public void Build_AppendsWhereTheInstrumentsStay()
    {
        var store = new FactorStore(folder["daily"]);
        Build(store, StoredMarket.After(StoredMarket.Sessions - 1));

        FactorBuild built = Build(store, StoredMarket.After(StoredMarket.Sessions));

        Assert.All(built.Lines, line => Assert.Equal((FactorBuildAction.Appended, 1, "1 session was added"), (line.Action, line.RowsComputed, line.Reason)));
        Assert.All(Build(store, StoredMarket.After(StoredMarket.Sessions)).Lines, line => Assert.Equal(FactorBuildAction.Unchanged, line.Action));
    }

    [Fact]
    public void Build_ComputesOnlyTheRowsThatReadACorrection()
    {
        var store = new FactorStore(folder["daily"]);
        Build(store, StoredMarket.After(StoredMarket.Sessions - 1));
        MarketSnapshot corrected = StoredMarket.After(StoredMarket.Sessions, correctedRow: 20);

        ImmutableDictionary<string, FactorBuildLine> lines = Build(store, corrected).Lines.ToImmutableDictionary(line => line.Factor);

        // Five rows read it in a window of five, and the last session is new; a mean from the first bar changes from there on.
        Assert.Equal(6, lines["MEAN5"].RowsComputed);
        Assert.Equal("data changed that it reads: 2024-01-21 to 2024-01-25, 2024-02-09 to 2024-02-09", lines["MEAN5"].Reason);
        Assert.Equal(3, lines["STEP"].RowsComputed);
        Assert.Equal(20, lines["EMA4"].RowsComputed);
        Assert.Equal((FactorBuildAction.Appended, 1), (lines["RANK3"].Action, lines["RANK3"].RowsComputed));
        AssertSameFiles(AtOnce(corrected), folder["daily"]);
    }

    [Fact]
    public void Build_OfAFurtherFactorTouchesNoOther()
    {
        MarketSnapshot market = StoredMarket.After(StoredMarket.Sessions);
        var store = new FactorStore(folder["daily"]);
        Build(store, market);
        SortedDictionary<string, byte[]> before = Files(folder["daily"]);
        FactorSet more = StoredMarket.SetOf([.. StoredMarket.Set.Definitions, new FactorDefinition("NEW", "$close-$volume")]);

        ImmutableArray<FactorBuildLine> lines = store.Build(more, market, new FactorBuildOptions { Threads = 1 }).Lines;

        Assert.Equal("NEW", Assert.Single(lines, line => line.Action != FactorBuildAction.Unchanged).Factor);
        Assert.All(before, file => Assert.Equal(file.Value, Files(folder["daily"])[file.Key]));
    }

    [Fact]
    public void Build_LeavesADeprecatedFactorAsItIs()
    {
        var store = new FactorStore(folder["daily"]);
        Build(store, StoredMarket.After(30));
        byte[] before = File.ReadAllBytes(store.PathOf("MEAN5"));
        FactorSet fewer = StoredMarket.SetOf([.. StoredMarket.Set.Definitions.Select(
            definition => definition.Name == "MEAN5" ? definition with { Status = FactorStatus.Deprecated } : definition)]);

        FactorBuild built = store.Build(fewer, StoredMarket.After(StoredMarket.Sessions), new FactorBuildOptions { Threads = 1 });

        Assert.DoesNotContain(built.Lines, line => line.Factor == "MEAN5");
        Assert.Equal(before, File.ReadAllBytes(store.PathOf("MEAN5")));
        Assert.Equal(4, store.Read(fewer).Panels.Length);
    }

    [Fact]
    public void Build_AnewWhenTheFormulaChanges()
    {
        MarketSnapshot market = StoredMarket.After(10);
        var store = new FactorStore(folder["daily"]);
        store.Build(StoredMarket.SetOf(new FactorDefinition("X", "$close")), market, new FactorBuildOptions());

        FactorBuild built = store.Build(StoredMarket.SetOf(new FactorDefinition("X", "$close*2")), market, new FactorBuildOptions());

        Assert.Equal("its formula or its type changed", Assert.Single(built.Lines).Reason);
    }

    // Killed at any mark, in a first build, an append and a rewriting: the next build ends where an undisturbed one does.
    [Theory]
    [InlineData(0, 6)]
    [InlineData(6, 7)]
    [InlineData(7, 9)]
    public void Build_GoesOnAfterBeingKilledAnywhere(int before, int after)
    {
        string right = AtOnce(StoredMarket.After(after));
        for (int strike = 0; strike < 1000; strike++)
        {
            string place = folder[$"killed-{strike}"];
            var store = new FactorStore(place);
            if (before > 0)
                Build(store, StoredMarket.After(before));
            int marks = 0;
            FaultPoint.Install(_ =>
            {
                if (marks++ == strike)
                    throw new InvalidOperationException("killed");
            });
            bool killed = false;
            try
            {
                Build(store, StoredMarket.After(after));
            }
            catch (InvalidOperationException)
            {
                killed = true;
            }

            FaultPoint.Install(null);
            if (killed && strike % 2 == 0 && before > 0)
                Tear(store.PathOf("MEAN5"));
            Build(store, StoredMarket.After(after));
            AssertSameFiles(right, place);
            if (!killed)
                return;
        }

        Assert.Fail("The build has no end.");
    }

    [Fact]
    public void Read_GivesWhatTheEngineComputes()
    {
        MarketSnapshot market = StoredMarket.After(StoredMarket.Sessions);
        FeaturePanel computed = FactorEngine.Compute(StoredMarket.Set, market, 1);
        var store = new FactorStore(folder["daily"]);
        Build(store, market);

        FeaturePanel read = store.Read(StoredMarket.Set);

        Assert.Equal(computed.Names.AsEnumerable(), read.Names);
        Assert.Equal(computed.Axes.Instruments.AsEnumerable(), read.Axes.Instruments);
        for (int factor = 0; factor < read.Panels.Length; factor++)
            Assert.Equal(computed.Panels[factor].Values, read.Panels[factor].Values);
        using var file = FactorFile.Open(store.PathOf("MEAN5"));
        Assert.Equal(computed["MEAN5"][StoredMarket.Sessions - 1], file.Row(StoredMarket.Sessions - 1));
    }

    [Fact]
    public void Open_RefusesEveryFileThatWasCutOrChanged()
    {
        var store = new FactorStore(folder["daily"]);
        Build(store, StoredMarket.After(12));
        byte[] good = File.ReadAllBytes(store.PathOf("EVER"));
        int rowBytes = (good.Length - 4096) / 12;
        string path = folder["hostile.qfactor"];
        var random = new Random(3);
        for (int trial = 0; trial < 300; trial++)
        {
            byte[] bad = [.. good];
            if (trial % 2 == 0)
                bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            else
                bad = good[..random.Next(good.Length)];
            // A file cut between rows is a file with fewer rows.
            bool shorter = trial % 2 == 1 && bad.Length >= 4096 && (bad.Length - 4096) % rowBytes == 0;
            File.WriteAllBytes(path, bad);
            if (!shorter)
                Assert.Throws<InputException>(() => ReadAll(path));
        }
    }

    [Fact]
    public void Build_PutsADamagedFileRight()
    {
        MarketSnapshot market = StoredMarket.After(12);
        var store = new FactorStore(folder["daily"]);
        Build(store, market);
        byte[] bytes = File.ReadAllBytes(store.PathOf("MEAN5"));
        bytes[100] ^= 1;
        File.WriteAllBytes(store.PathOf("MEAN5"), bytes);
        File.WriteAllBytes(store.PathOf("EVER"), []);

        FactorBuild built = Build(store, market);

        Assert.Equal(2, built.Lines.Count(line => line.Reason.StartsWith("its file was damaged", StringComparison.Ordinal)));
        AssertSameFiles(AtOnce(market), folder["daily"]);
    }

    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1)]
    public void Checksum_IsXxh64(string text, ulong expected) =>
        Assert.Equal(expected, Checksum.Of(System.Text.Encoding.ASCII.GetBytes(text)));

    private static FactorBuild Build(FactorStore store, MarketSnapshot market) =>
        store.Build(StoredMarket.Set, market, new FactorBuildOptions { Threads = 1 });

    private string AtOnce(MarketSnapshot market)
    {
        string place = folder[$"once-{market.Session}"];
        Build(new FactorStore(place), market);
        return place;
    }

    private static void ReadAll(string path)
    {
        using var file = FactorFile.Open(path);
        _ = file.ReadPanel();
    }

    // What a killed append may leave: some bytes of a row, or a whole row of nothing.
    private static void Tear(string path)
    {
        using FileStream stream = File.OpenWrite(path);
        stream.Seek(0, SeekOrigin.End);
        stream.Write(new byte[77]);
    }

    private static void AssertSameFiles(string expected, string found)
    {
        SortedDictionary<string, byte[]> right = Files(expected);
        SortedDictionary<string, byte[]> ours = Files(found);
        Assert.Equal(right.Keys, ours.Keys.Where(name => name.EndsWith(FactorStore.Ending, StringComparison.Ordinal)));
        Assert.All(right, file => Assert.Equal(Convert.ToHexString(file.Value), Convert.ToHexString(ours[file.Key])));
    }

    private static SortedDictionary<string, byte[]> Files(string place) => new(
        Directory.EnumerateFiles(place).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes), StringComparer.Ordinal);
}

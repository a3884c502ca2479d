namespace Quant.Storage.Tests;

public sealed class ChangeSetTests : IDisposable
{
    private static readonly string[] Names = ["data/a.csv", "data/b.csv", "output/gone.csv", "same.txt", "config/cursor.json"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Commit_ReplacesCreatesAndDeletes()
    {
        Lay();

        ChangeReceipt receipt = Change().Commit("run-1");

        AssertNew();
        Assert.Equal(["data/a.csv", "data/b.csv", "output/gone.csv", "config/cursor.json"], receipt.Changed.Select(file => file.Path));
        Assert.Equal(["same.txt"], receipt.Unchanged.ToArray());
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder[ChangeSet.JournalFolder]));
    }

    [Fact]
    public void Commit_TouchesNothingWhenAllIsAsPlanned()
    {
        Lay();
        Change().Commit("run-1");
        DateTime before = File.GetLastWriteTimeUtc(folder["data/a.csv"]);
        List<string> marks = FaultAt.Recorded(() => Assert.Empty(Change().Commit("run-1").Changed));

        Assert.Empty(marks);
        Assert.Equal(before, File.GetLastWriteTimeUtc(folder["data/a.csv"]));
    }

    [Fact]
    public void Commit_ReplacesTheLastAddedLast()
    {
        Lay();
        var seen = new List<string?>();
        FaultPoint.Install(name =>
        {
            if (name == "change.receipt")
                seen.Add(folder.Read("config/cursor.json"));
            else if (name == "change.replace")
                seen.Add(folder.Read("config/cursor.json"));
        });

        Change().Commit("run-1");

        Assert.Equal(["day 1", "day 1", "day 1", "day 1", "day 2"], seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Recover_EndsInOldOrNewFromEveryMark(bool kill)
    {
        NativeDisk.Synchronise = _ => 0;
        Lay();
        int marks = FaultAt.Recorded(() => Change().Commit("run-1")).Count;
        for (int position = 0; position < marks; position++)
        {
            Lay();
            Assert.True(FaultAt.Strikes(position, kill, () => Change().Commit("run-1")));
            AssertEachOldOrNew();

            bool begun = ChangeSet.Recover(folder.Root) is [{ Finished: true }];
            if (begun)
                AssertNew();
            else
                Assert.True(IsOld() || IsNew());

            Change().Commit("run-1");
            AssertNew();
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder[ChangeSet.JournalFolder]));
        }
    }

    [Fact]
    public void Commit_NeverReportsSuccessWhenAFlushFails()
    {
        int flushes = 0;
        int failing = int.MaxValue;
        NativeDisk.Synchronise = _ => ++flushes >= failing ? -1 : 0;
        Lay();
        Change().Commit("run-1");
        int total = flushes;
        for (int first = 1; first <= total; first++)
        {
            Lay();
            (flushes, failing) = (0, first);
            Assert.Throws<StorageException>(() => Change().Commit("run-1"));
            AssertEachOldOrNew();

            failing = int.MaxValue;
            ChangeSet.Recover(folder.Root);
            Assert.True(IsOld() || IsNew());
            Change().Commit("run-1");
            AssertNew();
        }

        Assert.True(total > 20);
    }

    [Fact]
    public void Recover_SurvivesItsOwnDeathAtEveryMark()
    {
        NativeDisk.Synchronise = _ => 0;
        Lay();
        int marks = FaultAt.Recorded(() => Change().Commit("run-1")).Count;
        for (int position = 0; position < marks; position++)
        {
            bool struck = true;
            for (int second = 0; struck; second++)
            {
                Lay();
                Assert.True(FaultAt.Strikes(position, kill: true, () => Change().Commit("run-1")));
                bool intended = File.Exists(folder[ChangeSet.JournalFolder + "/run-1/intent.json"]);

                struck = FaultAt.Strikes(second, kill: true, () => ChangeSet.Recover(folder.Root));
                AssertEachOldOrNew();
                ChangeSet.Recover(folder.Root);

                if (intended)
                    AssertNew();
                else
                    Assert.True(IsOld() || IsNew());
                Assert.Empty(ChangeSet.Recover(folder.Root));
            }
        }
    }

    [Fact]
    public void Recover_RefusesAThirdVersionAndChangesNothing()
    {
        Lay();
        KillBeforeReplacing(2);
        folder.Write("config/cursor.json", "a third version");

        var thrown = Assert.Throws<StorageConflictException>(() => ChangeSet.Recover(folder.Root));

        Assert.Equal(folder["config/cursor.json"], thrown.StoredAt);
        Assert.All([thrown.Before, thrown.After, thrown.Found], hash => Assert.Contains(hash, thrown.Message));
        Assert.Equal(3, new[] { thrown.Before, thrown.After, thrown.Found }.Distinct().Count());
        Assert.Equal(["new", null, "x", "same", "a third version"], Names.Select(folder.Read));

        folder.Write("config/cursor.json", "day 1");
        ChangeSet.Recover(folder.Root);
        AssertNew();
    }

    [Fact]
    public void Recover_RefusesStagedBytesThatChanged()
    {
        Lay();
        KillBeforeReplacing(1);
        folder.Write(ChangeSet.JournalFolder + "/run-1/0001", "tampered");

        Assert.Throws<StorageException>(() => ChangeSet.Recover(folder.Root));
        Assert.True(IsOld());
    }

    [Fact]
    public void Commit_RefusesWhileAnEarlierChangeIsOpen()
    {
        Lay();
        KillBeforeReplacing(1);

        Assert.Equal("commit", Assert.Throws<StorageException>(() => Change().Commit("run-2")).Step);
    }

    [Fact]
    public void Commit_RefusesAnInputThatChangedSincePlanning()
    {
        Lay();
        folder.Write("input.csv", "1");
        ChangeSet change = Change();
        change.Pin(folder["input.csv"], FileHash.OfFile(folder["input.csv"]));
        folder.Write("input.csv", "2");

        Assert.Throws<StorageConflictException>(() => change.Commit("run-1"));
        Assert.True(IsOld());
    }

    [Fact]
    public void Write_RefusesAFileTwiceAndPathsOutside()
    {
        var change = new ChangeSet(folder.Root);
        change.Write("a", new byte[1]);

        Assert.Throws<ArgumentException>(() => change.Write("a", new byte[2]));
        Assert.Throws<PathRefusedException>(() => change.Write("../a", new byte[2]));
        Assert.Throws<ArgumentException>(() => change.Commit("../run"));
    }

    private void Lay()
    {
        foreach (string directory in Directory.EnumerateDirectories(folder.Root))
            Directory.Delete(directory, recursive: true);
        folder.Write("data/a.csv", "old");
        folder.Write("output/gone.csv", "x");
        folder.Write("same.txt", "same");
        folder.Write("config/cursor.json", "day 1");
    }

    private ChangeSet Change()
    {
        var change = new ChangeSet(folder.Root);
        change.Write("data/a.csv", "new"u8.ToArray());
        change.Write("data/b.csv", "made"u8.ToArray());
        change.Delete("output/gone.csv");
        change.Write("same.txt", "same"u8.ToArray());
        change.Write("config/cursor.json", "day 2"u8.ToArray());
        return change;
    }

    private void KillBeforeReplacing(int nth)
    {
        int seen = 0;
        FaultPoint.Install(name =>
        {
            if (name == "change.replace" && ++seen == nth)
                throw new SimulatedKill();
        });
        Assert.Throws<SimulatedKill>(() => Change().Commit("run-1"));
        FaultPoint.Install(null);
    }

    private bool IsOld() => Names.Select(folder.Read).SequenceEqual(["old", null, "x", "same", "day 1"]);

    private bool IsNew() => Names.Select(folder.Read).SequenceEqual(["new", "made", null, "same", "day 2"]);

    private void AssertNew() => Assert.Equal(["new", "made", null, "same", "day 2"], Names.Select(folder.Read));

    private void AssertEachOldOrNew()
    {
        Assert.Contains(folder.Read("data/a.csv"), new[] { "old", "new" });
        Assert.Contains(folder.Read("data/b.csv"), new[] { null, "made" });
        Assert.Contains(folder.Read("output/gone.csv"), new[] { "x", null });
        Assert.Contains(folder.Read("config/cursor.json"), new[] { "day 1", "day 2" });
    }
}

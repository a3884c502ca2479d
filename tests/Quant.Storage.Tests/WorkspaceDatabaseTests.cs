namespace Quant.Storage.Tests;

public sealed class WorkspaceDatabaseTests : IDisposable
{
    private static readonly ImmutableArray<string> Steps =
    [
        "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL, weight REAL, bytes BLOB)",
        "CREATE TABLE part (item INTEGER NOT NULL REFERENCES item (id)); CREATE INDEX part_item ON part (item)",
    ];

    private readonly TemporaryFolder folder = new();

    private string File => folder["data/quant.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Query_ReadsBackEveryKindOfValue()
    {
        using WorkspaceDatabase database = OpenMigrated();
        byte[] bytes = [0, 1, 255];

        database.Execute(
            "INSERT INTO item VALUES ($id, $name, $weight, $bytes)",
            ("id", long.MaxValue), ("name", "贵州茅台"), ("weight", 0.1), ("bytes", bytes));
        database.Execute(
            "INSERT INTO item VALUES ($id, $name, $weight, $bytes)",
            ("id", 1L), ("name", "x'; DROP TABLE item; --"), ("weight", null), ("bytes", null));

        var rows = database.Query("SELECT id, name, weight, bytes FROM item ORDER BY id", row =>
            (row.GetInt64(0), row.GetText(1), row.IsNull(2), row.IsNull(3) ? "" : Convert.ToHexString(row.GetBytes(3))));
        Assert.Equal([(1L, "x'; DROP TABLE item; --", true, ""), (long.MaxValue, "贵州茅台", false, "0001FF")], rows.ToArray());
        Assert.Equal([0.1], database.Query("SELECT weight FROM item WHERE id = $id", row => row.GetDouble(0), ("id", long.MaxValue)).ToArray());
    }

    [Fact]
    public void Open_SetsFullDurability()
    {
        using WorkspaceDatabase database = OpenMigrated();

        Assert.Equal(["delete"], database.Query("PRAGMA journal_mode", row => row.GetText(0)).ToArray());
        Assert.Equal([2L], database.Query("PRAGMA synchronous", row => row.GetInt64(0)).ToArray());
        Assert.Equal([1L], database.Query("PRAGMA foreign_keys", row => row.GetInt64(0)).ToArray());
    }

    [Fact]
    public void Execute_RefusesAnOrphanAndSaysSo()
    {
        using WorkspaceDatabase database = OpenMigrated();

        var thrown = Assert.Throws<StorageException>(() => database.Execute("INSERT INTO part VALUES (7)"));

        Assert.Equal("INSERT", thrown.Step);
        Assert.Contains("FOREIGN KEY", thrown.Message);
    }

    [Theory]
    [InlineData("database.begin", 0)]
    [InlineData("database.commit", 0)]
    [InlineData("database.done", 2)]
    public void InTransaction_IsWhollyOrNotDone(string mark, int rows)
    {
        using (WorkspaceDatabase database = OpenMigrated())
        {
            FaultPoint.Install(name =>
            {
                if (name == mark)
                    throw new SimulatedKill();
            });
            Assert.Throws<SimulatedKill>(() => database.InTransaction(() =>
            {
                database.Execute("INSERT INTO item (id, name) VALUES (1, 'a')");
                database.InTransaction(() => database.Execute("INSERT INTO item (id, name) VALUES (2, 'b')"));
            }));
            FaultPoint.Install(null);
        }

        using WorkspaceDatabase again = OpenMigrated();
        Assert.Equal([rows], again.Query("SELECT count(*) FROM item", row => row.GetInt32(0)).ToArray());
    }

    [Fact]
    public void InTransaction_SurvivesAFullDisk()
    {
        using WorkspaceDatabase database = OpenMigrated();
        database.Execute("INSERT INTO item (id, name, bytes) VALUES (1, 'kept', $bytes)", ("bytes", new byte[9_000]));
        long pages = database.Query("PRAGMA page_count", row => row.GetInt64(0))[0];
        database.Query($"PRAGMA max_page_count = {pages + 2}", row => row.GetInt64(0));

        var thrown = Assert.Throws<StorageException>(() => database.InTransaction(() =>
        {
            database.Execute("INSERT INTO item (id, name) VALUES (2, 'undone')");
            database.Execute("INSERT INTO item (id, name, bytes) VALUES (3, 'undone', $bytes)", ("bytes", new byte[90_000]));
        }));

        Assert.Contains("full", thrown.Message);
        Assert.Equal(["kept"], database.Query("SELECT name FROM item", row => row.GetText(0)).ToArray());
        database.InTransaction(() => database.Execute("INSERT INTO item (id, name) VALUES (2, 'later')"));
        Assert.Equal(2, database.Query("SELECT count(*) FROM item", row => row.GetInt32(0))[0]);
    }

    [Fact]
    public void InTransaction_UndoesWhatAFailedDeedDid()
    {
        using WorkspaceDatabase database = OpenMigrated();

        Assert.Throws<InvalidOperationException>(() => database.InTransaction(() =>
        {
            database.Execute("INSERT INTO item (id, name) VALUES (1, 'undone')");
            throw new InvalidOperationException();
        }));
        database.InTransaction(() => database.Execute("INSERT INTO item (id, name) VALUES (1, 'done')"));

        Assert.Equal(["done"], database.Query("SELECT name FROM item", row => row.GetText(0)).ToArray());
    }

    [Fact]
    public void Migrate_GoesForwardOnceAndNeverBack()
    {
        using (WorkspaceDatabase old = WorkspaceDatabase.Open(File, readOnly: false))
        {
            old.Migrate("items", Steps[..1]);
            old.Execute("INSERT INTO item (id, name) VALUES (1, 'kept')");
        }

        using (WorkspaceDatabase reader = WorkspaceDatabase.Open(File, readOnly: true))
            Assert.Contains("version 1 of 2", Assert.Throws<StorageException>(() => reader.Migrate("items", Steps)).Message);

        using WorkspaceDatabase database = OpenMigrated();
        database.Migrate("items", Steps);
        database.Migrate("other", ["CREATE TABLE other (x)"]);

        Assert.Equal(["kept"], database.Query("SELECT name FROM item", row => row.GetText(0)).ToArray());
        Assert.Contains("newer", Assert.Throws<StorageException>(() => database.Migrate("items", Steps[..1])).Message);
        Assert.Contains("version 1", Assert.Throws<StorageException>(() => database.Migrate("items", ["CREATE TABLE changed (x)", Steps[1]])).Message);
    }

    [Fact]
    public void Migrate_UndoesAStepThatFails()
    {
        using WorkspaceDatabase database = OpenMigrated();

        Assert.Throws<StorageException>(() => database.Migrate("items", [.. Steps, "CREATE TABLE half (x); CREATE TABLE item (x)"]));

        Assert.Empty(database.Query("SELECT name FROM sqlite_master WHERE name = 'half'", row => row.GetText(0)));
        database.Migrate("items", Steps);
    }

    [Fact]
    public void Open_ForReadingRefusesEveryWriteAndAMissingFile()
    {
        Assert.Equal("open", Assert.Throws<StorageException>(() => WorkspaceDatabase.Open(File, readOnly: true)).Step);
        OpenMigrated().Dispose();

        using WorkspaceDatabase reader = WorkspaceDatabase.Open(File, readOnly: true);
        reader.Migrate("items", Steps);

        Assert.Throws<StorageException>(() => reader.Execute("INSERT INTO item (id, name) VALUES (1, 'a')"));
    }

    [Fact]
    public void Open_NoticesADamagedFile()
    {
        using (WorkspaceDatabase database = OpenMigrated())
        {
            for (long id = 0; id < 500; id++)
                database.Execute("INSERT INTO item (id, name) VALUES ($id, $name)", ("id", id), ("name", new string('x', 100)));
        }

        byte[] bytes = System.IO.File.ReadAllBytes(File);
        Array.Fill(bytes, (byte)0xA5, 4096 * 2, 4096 * 3);
        System.IO.File.WriteAllBytes(File, bytes);
        Assert.Equal("open", Assert.Throws<StorageException>(() => WorkspaceDatabase.Open(File, readOnly: false)).Step);

        System.IO.File.WriteAllText(File, "This is not a database at all, but long enough to be taken for one." + new string('.', 5000));
        Assert.Equal("open", Assert.Throws<StorageException>(() => WorkspaceDatabase.Open(File, readOnly: false)).Step);
    }

    [Fact]
    public void BackUp_IsAWholeCopyOfTheMoment()
    {
        using (WorkspaceDatabase database = OpenMigrated())
        {
            database.Execute("INSERT INTO item (id, name) VALUES (1, 'a')");
            database.BackUp(folder["data/history/quant.db"]);
            database.Execute("INSERT INTO item (id, name) VALUES (2, 'b')");
        }

        using WorkspaceDatabase copy = WorkspaceDatabase.Open(folder["data/history/quant.db"], readOnly: true);
        Assert.Equal(["a"], copy.Query("SELECT name FROM item", row => row.GetText(0)).ToArray());
        Assert.Single(Directory.EnumerateFiles(folder["data/history"]));
    }

    private WorkspaceDatabase OpenMigrated()
    {
        WorkspaceDatabase database = WorkspaceDatabase.Open(File, readOnly: false);
        database.Migrate("items", Steps);
        return database;
    }
}

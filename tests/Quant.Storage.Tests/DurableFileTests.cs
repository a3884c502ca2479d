using System.Text;

namespace Quant.Storage.Tests;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("one line\n")]
    [InlineData("über 茅台 €")]
    public void Write_GivesTheFileThisContent(string content)
    {
        DurableFile.Write(folder["a/b/c.txt"], Encoding.UTF8.GetBytes(content));
        DurableFile.Write(folder["a/b/c.txt"], Encoding.UTF8.GetBytes(content));

        Assert.Equal(content, folder.Read("a/b/c.txt"));
        Assert.Equal([folder["a/b/c.txt"]], Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_LeavesOldOrNewAtEveryMark(bool kill)
    {
        NativeDisk.Synchronise = _ => 0;
        List<string> marks = FaultAt.Recorded(() => DurableFile.Write(folder["recorded"], "x"u8));
        Assert.Contains("durable.rename", marks);

        for (int position = 0; position < marks.Count; position++)
        {
            foreach (string? before in new[] { null, "old" })
            {
                string name = $"{position}-{before}";
                if (before is not null)
                    folder.Write(name, before);

                Assert.True(FaultAt.Strikes(position, kill, () => DurableFile.Write(folder[name], "new"u8)));
                Assert.Contains(folder.Read(name), new[] { before, "new" });

                DurableFile.Write(folder[name], "new"u8);
                DurableFile.RemoveLeftovers(folder.Root);
                Assert.Equal("new", folder.Read(name));
            }
        }

        Assert.Empty(Directory.EnumerateFiles(folder.Root, "*.tmp"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_OfAStreamLeavesOldOrNewAtEveryMark(bool kill)
    {
        NativeDisk.Synchronise = _ => 0;
        void WriteNew(string name) => DurableFile.Write(folder[name], stream => stream.Write("new"u8));
        List<string> marks = FaultAt.Recorded(() => WriteNew("recorded"));
        Assert.Equal(FaultAt.Recorded(() => DurableFile.Write(folder["whole"], "x"u8)), marks);

        for (int position = 0; position < marks.Count; position++)
        {
            string name = $"{position}";
            folder.Write(name, "old");

            Assert.True(FaultAt.Strikes(position, kill, () => WriteNew(name)));
            Assert.Contains(folder.Read(name), new[] { "old", "new" });
        }

        DurableFile.RemoveLeftovers(folder.Root);
        Assert.Throws<FormatException>(() => DurableFile.Write(folder["0"], (Stream _) => throw new FormatException()));
        Assert.Empty(Directory.EnumerateFiles(folder.Root, "*.tmp"));
    }

    [Theory]
    [InlineData(1, "flush", "old")]
    [InlineData(2, "flush-directory", "new")]
    public void Write_NeverReportsSuccessWhenAFlushFails(int failing, string step, string content)
    {
        folder.Write("a", "old");
        int flushes = 0;
        NativeDisk.Synchronise = _ => ++flushes == failing ? -1 : 0;

        var thrown = Assert.Throws<StorageException>(() => DurableFile.Write(folder["a"], "new"u8));

        Assert.Equal(step, thrown.Step);
        Assert.Equal(content, folder.Read("a"));
        Assert.Equal(failing, flushes);
    }

    [Fact]
    public void Write_AsksTheKernelForFileAndDirectory()
    {
        Func<int, int> real = NativeDisk.Synchronise;
        var results = new List<int>();
        NativeDisk.Synchronise = descriptor =>
        {
            results.Add(real(descriptor));
            return results[^1];
        };

        DurableFile.Write(folder["a"], "x"u8);

        Assert.Equal([0, 0], results);
        Assert.Equal(-1, real(-1));
    }

    [Fact]
    public void Write_NamesTheStepThatFailed()
    {
        folder.Write("file", "x");
        Directory.CreateDirectory(folder["directory"]);

        Assert.Equal("create-directory", Step(() => DurableFile.Write(folder["file/inside"], "x"u8)));
        Assert.Equal("rename", Step(() => DurableFile.Write(folder["directory"], "x"u8)));

        static string Step(Action deed) => Assert.Throws<StorageException>(deed).Step;
    }

    [Fact]
    public void Write_KeepsTheModeOfAPrivateFile()
    {
        if (OperatingSystem.IsWindows())
            return;
        folder.Write("private", "old");
        File.SetUnixFileMode(folder["private"], UnixFileMode.UserRead | UnixFileMode.UserWrite);

        DurableFile.Write(folder["private"], "new"u8);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["private"]));
    }

    [Fact]
    public void RemoveLeftovers_TakesOnlyOurOwn()
    {
        folder.Write("data/a.csv.123.0.tmp", "");
        folder.Write("data/a.csv", "");
        folder.Write("data/mine.tmp", "");

        Assert.Equal([folder["data/a.csv.123.0.tmp"]], DurableFile.RemoveLeftovers(folder.Root).ToArray());
        Assert.True(File.Exists(folder["data/mine.tmp"]));
        Assert.True(File.Exists(folder["data/a.csv"]));
    }

    [Fact]
    public void Delete_IsHarmlessTwice()
    {
        folder.Write("a", "x");

        DurableFile.Delete(folder["a"]);
        DurableFile.Delete(folder["a"]);

        Assert.False(File.Exists(folder["a"]));
    }
}

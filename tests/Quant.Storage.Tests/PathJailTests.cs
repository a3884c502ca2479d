namespace Quant.Storage.Tests;

public sealed class PathJailTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("config.yaml")]
    [InlineData("data/positions.csv")]
    [InlineData("data/持仓_2024.csv")]
    [InlineData(".lock")]
    [InlineData("a/..b/c..d")]
    [InlineData("console/auxiliary.txt")]
    public void Resolve_GivesPathsInside(string relative) =>
        Assert.Equal(Path.Combine(new PathJail(folder.Root).Root, relative), new PathJail(folder.Root).Resolve(relative));

    [Theory]
    [InlineData("inside/data/x", true, false)]
    [InlineData("inside/output/x", true, true)]
    [InlineData("inside/output", true, false)]
    [InlineData("inside", false, false)]
    [InlineData("inside2/x", false, false)]
    [InlineData("link/x", true, false)]
    [InlineData("inside/output/out/x", false, false)]
    public void Contains_FollowsLinks(string relative, bool inside, bool below)
    {
        folder.Write("inside/output/here", "");
        folder.Write("inside/data/here", "");
        Directory.CreateSymbolicLink(folder["link"], folder["inside/data"]);
        Directory.CreateSymbolicLink(folder["inside/output/out"], folder.Root);
        var jail = new PathJail(folder["inside"]);

        Assert.Equal((inside, below), (jail.Contains(folder[relative]), jail.Contains(folder[relative], "output")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("../sibling")]
    [InlineData("data/../../sibling")]
    [InlineData("./data")]
    [InlineData("data//x")]
    [InlineData("data/")]
    [InlineData("C:/windows")]
    [InlineData("C:\\windows")]
    [InlineData("\\\\server\\share")]
    [InlineData("//server/share")]
    [InlineData("file.txt:stream")]
    [InlineData("con")]
    [InlineData("data/NUL.csv")]
    [InlineData("Com1")]
    [InlineData("lpt9.txt")]
    [InlineData("COM¹")]
    [InlineData("CONIN$")]
    [InlineData("aux .txt")]
    [InlineData("trailing.")]
    [InlineData("trailing ")]
    [InlineData("dots.../x")]
    [InlineData(" leading")]
    [InlineData("nul\0byte")]
    [InlineData("new\nline")]
    [InlineData("bell\a")]
    [InlineData("right\u202Eleft")]
    [InlineData("zero\u200Bwidth")]
    [InlineData("combining e\u0301")]
    [InlineData("\uFF0E\uFF0E/x")]
    [InlineData("a\uFF0Fb")]
    [InlineData("what?")]
    [InlineData("star*")]
    public void Resolve_RefusesTheRest(string relative)
    {
        var refused = Assert.Throws<PathRefusedException>(() => new PathJail(folder.Root).Resolve(relative));
        Assert.Equal(relative, refused.Given);
    }

    [Fact]
    public void Resolve_RefusesOverlongAndUnpairedText()
    {
        var jail = new PathJail(folder.Root);
        Assert.Throws<PathRefusedException>(() => jail.Resolve("lone\uD800"));
        Assert.Throws<PathRefusedException>(() => jail.Resolve(new string('a', 256)));
        Assert.Throws<PathRefusedException>(() => jail.Resolve(string.Join('/', Enumerable.Repeat("name", 300))));
    }

    [Fact]
    public void Resolve_FollowsLinksAndRefusesThoseThatLeave()
    {
        string outside = Directory.CreateTempSubdirectory("quant-outside-").FullName;
        try
        {
            Directory.CreateDirectory(folder["inside"]);
            Directory.CreateSymbolicLink(folder["good"], "inside");
            Directory.CreateSymbolicLink(folder["bad"], outside);
            Directory.CreateSymbolicLink(folder["climbing"], "inside/../../x");
            Directory.CreateSymbolicLink(folder["round"], "round");
            File.CreateSymbolicLink(folder["dangling"], Path.Combine(outside, "none"));
            Directory.CreateSymbolicLink(folder["sibling"], folder.Root + "-twin");
            var jail = new PathJail(folder.Root);

            Assert.Equal(folder["good/x.csv"], jail.Resolve("good/x.csv"));
            foreach (string name in new[] { "bad", "bad/x", "climbing", "round", "dangling", "sibling/x" })
                Assert.Throws<PathRefusedException>(() => jail.Resolve(name));
        }
        finally
        {
            Directory.Delete(outside);
        }
    }

    [Fact]
    public void Resolve_WorksThroughALinkedRoot()
    {
        Directory.CreateDirectory(folder["real"]);
        Directory.CreateSymbolicLink(folder["link"], "real");

        Assert.Equal(folder["real/x"], new PathJail(folder["link"]).Resolve("x"));
    }

    [Fact]
    public void Resolve_RefusesANameThatDiffersByCaseAlone()
    {
        folder.Write("Config.yaml", "");

        Assert.Throws<PathRefusedException>(() => new PathJail(folder.Root).Resolve("config.yaml"));
        Assert.Equal(folder["Config.yaml"], new PathJail(folder.Root).Resolve("Config.yaml"));
    }

    [Fact]
    public void OpenRead_ReadsWhatLiesInside()
    {
        folder.Write("a/b.txt", "text");

        using var reader = new StreamReader(new PathJail(folder.Root).OpenRead("a/b.txt"));

        Assert.Equal("text", reader.ReadToEnd());
    }
}

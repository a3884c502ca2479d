namespace Quant.Days.Tests;

/// <summary>One demo, run once, that the tests copy and go on from.</summary>
public sealed class DemoFixture : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("quant-days-").FullName;
    private int copies;

    public DemoFixture()
    {
        Workspace = Path.Combine(folder, "demo");
        Result = QuantProcess.Run(Workspace, "demo", "--workspace", Workspace);
    }

    /// <summary>The workspace that the demo made; nobody writes to it.</summary>
    public string Workspace { get; }

    /// <summary>What the demo printed.</summary>
    public QuantResult Result { get; }

    /// <summary>A fresh path that no other test uses.</summary>
    public string NewPath() => Path.Combine(folder, $"w{Interlocked.Increment(ref copies)}");

    /// <summary>A copy of the demo's workspace to change freely.</summary>
    public string Copy() => WorkspaceTree.Copy(Workspace, NewPath());

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

[CollectionDefinition(Name)]
public sealed class SharedDemo : ICollectionFixture<DemoFixture>
{
    public const string Name = "demo";
}

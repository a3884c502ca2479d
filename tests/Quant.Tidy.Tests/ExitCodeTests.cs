using System.Text.Json;

namespace Quant.Tidy.Tests;

/// <summary>The shell is told how it ended, and machines are told in one JSON document.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("quant-tidy-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Codes_FollowTheOutcome()
    {
        string workspace = Path.Combine(folder, "w");

        Assert.Equal(2, CommandLine.Run("frobnicate").ExitCode);
        Assert.Equal(2, CommandLine.Run("config", "check").ExitCode);
        Assert.Equal(2, CommandLine.Run("config", "check", "--workspace", workspace).ExitCode);
        Assert.Equal(2, CommandLine.Run("init", "--workspace", workspace, "--cash", "many").ExitCode);
        Assert.Equal(0, CommandLine.Run("init", "--workspace", workspace).ExitCode);
        Assert.Equal(3, CommandLine.Run("init", "--workspace", workspace).ExitCode);
        Assert.Equal(75, CommandLine.Run("data", "show", "--workspace", workspace).ExitCode);
        Assert.Equal(0, CommandLine.Run("doctor", "--workspace", workspace).ExitCode);
        File.AppendAllText(Path.Combine(workspace, "config", "quant.yaml"), "threds: 2\n");
        Assert.Equal(2, CommandLine.Run("config", "check", "--workspace", workspace).ExitCode);
        Assert.Equal(1, CommandLine.Run("doctor", "--workspace", workspace).ExitCode);
    }

    [Theory]
    [InlineData("init --workspace {0}", "done", 0)]
    [InlineData("config show --workspace {0}/nowhere", "error", 2)]
    [InlineData("order", "error", 2)]
    public void Json_IsOneDocumentOnStandardOutput(string line, string outcome, int code)
    {
        string[] arguments = string.Format(line, Path.Combine(folder, "j")).Split(' ');

        CommandLineResult result = CommandLine.Run([.. arguments, "--json"]);

        using var document = JsonDocument.Parse(result.Output);
        Assert.Equal(outcome, document.RootElement.GetProperty("outcome").GetString());
        Assert.Equal(code, document.RootElement.GetProperty("exit_code").GetInt32());
        Assert.Equal(code, result.ExitCode);
    }

    [Fact]
    public void Workspace_MayComeFromTheEnvironment()
    {
        CommandLineResult result = CommandLine.Shell(folder, $"QUANT_WORKSPACE=here dotnet exec '{CommandLine.Assembly}' init && ls here/config");

        Assert.Contains("quant.yaml", result.Output, StringComparison.Ordinal);
    }
}

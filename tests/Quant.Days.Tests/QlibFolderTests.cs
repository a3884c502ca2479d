using System.Formats.Tar;
using System.IO.Compression;

namespace Quant.Days.Tests;

/// <summary>A Qlib data folder as it is: used in place, from import to settled orders.</summary>
public sealed class QlibFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("quant-qlib-").FullName;

    [Fact]
    public void Loop_RunsOnAQlibFolder()
    {
        string data = Unpack();
        string workspace = Path.Combine(folder, "account");
        Done(workspace, "init", "--template", "demo-cn", "--start", "2020-05-29");
        Configure(workspace);
        SortedDictionary<string, string> before = WorkspaceTree.Read(data);

        Done(workspace, "data", "import", "--qlib", data);
        Done(workspace, "train");
        Done(workspace, "predict", "--date", "2020-05-29");
        Done(workspace, "fuse", "--from-config-all", "--date", "2020-05-29");
        Done(workspace, "post-trade", "--end-date", "2020-05-29");
        Done(workspace, "order-gen", "--date", "2020-05-29");
        QuantResult settled = Done(workspace, "post-trade");

        Assert.Contains("bought", settled.Output, StringComparison.Ordinal);
        Assert.Empty(WorkspaceTree.Differences(before, WorkspaceTree.Read(data)));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(workspace, "*.bin", SearchOption.AllDirectories), _ => true);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static QuantResult Done(string workspace, params string[] command)
    {
        QuantResult result = QuantProcess.Run(workspace, command);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result;
    }

    private static void Configure(string workspace)
    {
        string quant = Path.Combine(workspace, "config", "quant.yaml");
        File.WriteAllText(quant, File.ReadAllText(quant).Replace("cn_csi300_sample", "qlib50", StringComparison.Ordinal));
        File.WriteAllText(
            Path.Combine(workspace, "config", "model_config.json"),
            """
            {
              "market": "all", "benchmark": "SH000300", "freq": "week", "data_slice_mode": "fixed", "start_time": "2018-01-01",
              "fit_start_time": "2018-01-01", "fit_end_time": "2019-06-30",
              "valid_start_time": "2019-07-01", "valid_end_time": "2019-12-31", "test_start_time": "2020-01-01"
            }
            """);
    }

    private string Unpack()
    {
        string archive = Path.Combine(
            QuantProcess.Repository, "tests", "Quant.Core.Tests", "Data", "factors", "qlib_data_50_day.tar.gz");
        string target = Directory.CreateDirectory(Path.Combine(folder, "qlib")).FullName;
        using var content = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        TarFile.ExtractToDirectory(content, target, overwriteFiles: false);
        return Directory.EnumerateDirectories(target, "calendars", SearchOption.AllDirectories)
            .Select(calendars => Path.GetDirectoryName(calendars)!)
            .Single();
    }
}

namespace Quant.Operations.Migration;

/// <summary>A QuantPits workspace as it lies on the disk; nothing of it is ever changed.</summary>
internal sealed class QuantPitsFolder
{
    private const long MostBytes = 256L << 20;
    private const int MostFiles = 100_000;
    private static readonly ImmutableArray<string> Kept = [".csv", ".json", ".jsonl", ".yaml", ".yml", ".xlsx", ".md", ".txt"];
    private static readonly ImmutableArray<string> Books = ["config/prod_config.json", "config/weekly_config.json"];
    private readonly string root;

    /// <param name="root">The folder, absolute.</param>
    /// <exception cref="InputException">It is not there, or has no account book.</exception>
    public QuantPitsFolder(string root)
    {
        this.root = root;
        BookPath = Books.FirstOrDefault(Has) ?? throw new InputException(
            root, "", "a QuantPits workspace with config/prod_config.json", Directory.Exists(root) ? "a folder without it" : "no such folder",
            "Name the folder that QLIB_WORKSPACE_DIR names.");
    }

    /// <summary>The account book: <c>prod_config.json</c>, or its older name where only that is there.</summary>
    public string BookPath { get; }

    /// <summary>Whether a file is there.</summary>
    public bool Has(string path) => File.Exists(Path.Combine(root, path));

    /// <summary>The absolute path of a file that is there.</summary>
    /// <exception cref="InputException">It is not there, or too large.</exception>
    public string FullPath(string path)
    {
        var file = new FileInfo(Path.Combine(root, path));
        if (!file.Exists)
            throw new InputException(path, "", "a state file of QuantPits", "none", "Take over a workspace whose post-trade has run.");
        return file.Length <= MostBytes
            ? file.FullName
            : throw new InputException(path, "", $"at most {MostBytes} bytes", $"{file.Length}", "Such a file is no state of QuantPits.");
    }

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="InputException">It is not there, or too large.</exception>
    public byte[] Read(string path) => File.ReadAllBytes(FullPath(path));

    /// <summary>The files of configuration and data that a new workspace keeps as they are, ascending; links and files that
    /// may be programs or secrets are not among them.</summary>
    public ImmutableArray<string> FilesToKeep() => [.. All().Where(file => IsKept(file.Path, file.Link)).Select(file => file.Path)];

    /// <summary>What stays where it is: files of those folders that are not kept, and everything else at the top, ascending.
    /// </summary>
    public ImmutableArray<string> LeftBehind() =>
    [
        .. All().Where(file => !IsKept(file.Path, file.Link)).Select(file => file.Path)
            .Concat(Directory.EnumerateFileSystemEntries(root).Select(entry => Path.GetFileName(entry))
                .Where(name => name is not ("config" or "data" or "latest_train_records.json"))
                .Select(name => Directory.Exists(Path.Combine(root, name)) ? $"{name}/" : name))
            .Order(StringComparer.Ordinal),
    ];

    private IEnumerable<(string Path, bool Link)> All()
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, MaxRecursionDepth = 16, ReturnSpecialDirectories = false,
        };
        IEnumerable<string> files =
            from folder in (string[])["config", "data"]
            let full = Path.Combine(root, folder)
            where Directory.Exists(full)
            from file in Directory.EnumerateFiles(full, "*", options)
            select file;
        IEnumerable<string> links =
            from folder in (string[])["config", "data"]
            let full = Path.Combine(root, folder)
            where Directory.Exists(full)
            from entry in new DirectoryInfo(full).EnumerateFileSystemInfos("*", SearchOption.TopDirectoryOnly)
            where entry.LinkTarget is not null
            select entry.FullName;
        string[] found = [.. files.Take(MostFiles + 1)];
        if (found.Length > MostFiles)
            throw new InputException(root, "", $"at most {MostFiles} files under config and data", "more", "Move what is no state away.");
        string records = Path.Combine(root, "latest_train_records.json");
        return found.Select(file => (Relative(file), false))
            .Concat(links.Select(link => (Relative(link), true)))
            .Concat(File.Exists(records) ? [(Relative(records), false)] : [])
            .DistinctBy(file => file.Item1)
            .OrderBy(file => file.Item1, StringComparer.Ordinal);
    }

    private string Relative(string file) => Path.GetRelativePath(root, file).Replace('\\', '/');

    private static bool IsKept(string path, bool link) =>
        !link && Kept.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
        && !Path.GetFileName(path).StartsWith('.')
        && !path.Contains("secret", StringComparison.OrdinalIgnoreCase);
}

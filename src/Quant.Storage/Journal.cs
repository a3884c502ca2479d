using System.Text.Json;

namespace Quant.Storage;

/// <summary>A file of a change with the bytes it is to have; null deletes it.</summary>
internal sealed record PlannedFile(ChangedFile File, string Path, ReadOnlyMemory<byte>? Content)
{
    public void Apply()
    {
        if (Content is { } bytes)
            DurableFile.Write(Path, bytes.Span);
        else
            DurableFile.Delete(Path);
    }
}

/// <summary>
/// The journal of one change: staged bytes, then the intent, then the replacements, then the receipt, then nothing.
/// </summary>
/// <remarks>
/// A journal without an intent never began and is removed. One with an intent is finished: a file that has its old hash
/// is replaced, one that has its new hash is left. One with a receipt is done and is removed.
/// </remarks>
internal sealed class Journal(string directory)
{
    private const string IntentName = "intent.json";
    private const string ReceiptName = "receipt";

    private string Intent => Path.Combine(directory, IntentName);

    private string Receipt => Path.Combine(directory, ReceiptName);

    public static void Run(PathJail jail, string runId, ImmutableArray<PlannedFile> files)
    {
        string folder = jail.Resolve(ChangeSet.JournalFolder);
        if (Directory.Exists(folder) && Directory.EnumerateDirectories(folder).FirstOrDefault() is { } unfinished)
            throw new StorageException(unfinished, "commit", "an earlier change was interrupted; recover it first");
        var journal = new Journal(Path.Combine(folder, runId));
        journal.Stage(files);
        FaultPoint.At("change.intent");
        DurableFile.Write(
            journal.Intent, JsonSerializer.SerializeToUtf8Bytes(files.Select(file => file.File).ToArray()));
        foreach (PlannedFile file in files)
        {
            FaultPoint.At("change.replace");
            file.Apply();
        }

        journal.Close();
    }

    public static ImmutableArray<RecoveredChange> Recover(PathJail jail)
    {
        string folder = jail.Resolve(ChangeSet.JournalFolder);
        return !Directory.Exists(folder) ? [] :
        [
            .. Directory.EnumerateDirectories(folder)
                .Order(StringComparer.Ordinal)
                .Select(directory => new Journal(directory).Recover(jail, Path.GetFileName(directory))),
        ];
    }

    private RecoveredChange Recover(PathJail jail, string runId)
    {
        bool done = File.Exists(Receipt);
        bool begun = File.Exists(Intent);
        ImmutableArray<string> replaced = [];
        if (begun && !done)
        {
            ImmutableArray<PlannedFile> open = Open(jail);
            foreach (PlannedFile file in open)
            {
                FaultPoint.At("recover.replace");
                file.Apply();
            }

            replaced = [.. open.Select(file => file.File.Path)];
            Close();
        }
        else
        {
            Remove();
        }

        return new RecoveredChange(runId, begun || done, replaced);
    }

    private void Stage(ImmutableArray<PlannedFile> files)
    {
        DurableFile.CreateDirectory(directory);
        for (int index = 0; index < files.Length; index++)
        {
            FaultPoint.At("change.stage");
            if (files[index].Content is { } bytes)
                DurableFile.Write(Staged(index), bytes.Span);
        }
    }

    // The files that still have their old content; every file is judged before the first is changed.
    private ImmutableArray<PlannedFile> Open(PathJail jail)
    {
        ChangedFile[] intended = ReadIntent();
        var open = ImmutableArray.CreateBuilder<PlannedFile>();
        for (int index = 0; index < intended.Length; index++)
        {
            ChangedFile file = intended[index];
            string path = jail.Resolve(file.Path);
            string found = FileHash.OfFile(path);
            if (found == file.After)
                continue;
            if (found != file.Before)
                throw new StorageConflictException(path, file.Before, file.After, found);
            open.Add(new PlannedFile(file, path, StagedContent(index, file)));
        }

        return open.ToImmutable();
    }

    private ReadOnlyMemory<byte>? StagedContent(int index, ChangedFile file)
    {
        if (file.After == FileHash.Absent)
            return null;
        string path = Staged(index);
        if (FileHash.OfFile(path) != file.After)
            throw new StorageException(
                path, "recover", $"the bytes staged for {file.Path} are not those of its intent");
        return File.ReadAllBytes(path);
    }

    private ChangedFile[] ReadIntent()
    {
        try
        {
            return JsonSerializer.Deserialize<ChangedFile[]>(File.ReadAllBytes(Intent)) is { } files
                && files.All(file => file is { Path: not null, Before: not null, After: not null })
                ? files
                : throw new StorageException(Intent, "recover", "it is incomplete");
        }
        catch (JsonException wrong)
        {
            throw new StorageException(Intent, "recover", wrong);
        }
    }

    private void Close()
    {
        FaultPoint.At("change.receipt");
        DurableFile.Write(Receipt, []);
        Remove();
    }

    // The receipt goes last but for the folder: a half-removed journal must never look like one that is to be finished.
    private void Remove()
    {
        FaultPoint.At("change.clean");
        DurableFile.Delete(Intent);
        foreach (string path in Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal).ToArray())
        {
            if (path != Receipt)
                DurableFile.Delete(path);
        }

        DurableFile.Delete(Receipt);
        FaultPoint.At("change.forget");
        DurableFile.RemoveEmptyDirectory(directory);
    }

    private string Staged(int index) => Path.Combine(directory, index.ToString("D4", CultureInfo.InvariantCulture));
}

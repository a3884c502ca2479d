using Quant.Universes;

namespace Quant.Data.Snapshots;

/// <summary>Everything one import has read and checked, before any of it is stored.</summary>
public sealed record ImportBatch
{
    /// <summary>The data set it belongs to.</summary>
    public required string Dataset { get; init; }

    /// <summary>The kind of source, such as <c>csv</c> or <c>qlib</c>.</summary>
    public required string SourceName { get; init; }

    /// <summary>The files that were read, in the order of reading.</summary>
    public required ImmutableArray<ImportSource> Sources { get; init; }

    /// <summary>The market's sessions, past and announced.</summary>
    public required TradingCalendar Calendar { get; init; }

    /// <summary>The sessions, ascending; none if the data stay where they are.</summary>
    public required ImmutableArray<SessionBlock> Sessions { get; init; }

    /// <summary>The lists of instruments, ascending by name.</summary>
    public required ImmutableArray<Universe> Universes { get; init; }

    /// <summary>The indexes, ascending.</summary>
    public required ImmutableArray<IndexSeries> Indexes { get; init; }

    /// <summary>The Qlib folder that is used in place; null if the sessions are in the batch.</summary>
    public FolderStamp? Folder { get; init; }
}

/// <summary>One file that an import read.</summary>
/// <param name="Location">Where it was; a URL has its secrets masked.</param>
/// <param name="Hash">The hash of its bytes.</param>
/// <param name="Length">Its length in bytes.</param>
public sealed record ImportSource(string Location, ContentHash Hash, long Length);

/// <summary>A folder that is used in place, and how it looked.</summary>
/// <param name="Path">The absolute path.</param>
/// <param name="Venue">Where codes trade that name no exchange themselves.</param>
/// <param name="Content">The hash of every file's name and bytes.</param>
/// <param name="Fingerprint">The hash of every file's name, length and time of change: quick to take again.</param>
public sealed record FolderStamp(string Path, string Venue, ContentHash Content, ContentHash Fingerprint);

/// <summary>When, by which run and for which strategy something was imported.</summary>
/// <param name="IngestedAt">The time, given by the one clock of the program.</param>
/// <param name="Run">The run.</param>
/// <param name="Strategy">The strategy; empty if it is for all.</param>
public sealed record IngestStamp(DateTimeOffset IngestedAt, RunId Run, string Strategy);

/// <summary>What an import changed.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Added">Sessions that were not stored before, ascending.</param>
/// <param name="Revised">Sessions that were stored with other bytes and have a new record now, ascending.</param>
/// <param name="Unchanged">How many sessions were stored with these very bytes already.</param>
/// <param name="OtherRecords">New records of the calendar, of lists, indexes and folders, such as <c>universe
/// csi300</c>.</param>
/// <param name="Hash">The hash of the batch: of every payload in it.</param>
public sealed record SnapshotReceipt(
    string Dataset,
    ImmutableArray<TradeDate> Added,
    ImmutableArray<TradeDate> Revised,
    int Unchanged,
    ImmutableArray<string> OtherRecords,
    ContentHash Hash)
{
    /// <summary>Whether the import changed nothing at all.</summary>
    public bool NothingNew => Added.IsEmpty && Revised.IsEmpty && OtherRecords.IsEmpty;
}

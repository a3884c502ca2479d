using System.Runtime.CompilerServices;

namespace Quant.Kernels;

/// <summary>One vector of lanes of a family's parts, some rows of it.</summary>
/// <remarks>Layout: a row of a part holds its quantities as one vector each, side by side.</remarks>
internal readonly unsafe struct PartCall
{
    /// <summary>The first series at the first row; the next row is <see cref="Cells.Lanes"/> cells on.</summary>
    public required double* X { get; init; }

    /// <summary>The second series, or the first again.</summary>
    public required double* Y { get; init; }

    /// <summary>The part's own first row.</summary>
    public required double* Own { get; init; }

    /// <summary>The row of the newer part that goes with it.</summary>
    public required double* Newer { get; init; }

    /// <summary>The row of the older part that goes with it.</summary>
    public required double* Older { get; init; }

    public required WindowPart Part { get; init; }

    public required int Rows { get; init; }

    /// <summary>The snapshot's row of the first row.</summary>
    public required int Row { get; init; }

    /// <summary>The row of each lane's first bar.</summary>
    public required int* FirstBars { get; init; }
}

/// <summary>One statistic of one vector of lanes, some rows of it.</summary>
internal readonly unsafe struct StatisticCall
{
    /// <summary>The window's parts at the first row.</summary>
    public required double* Part { get; init; }

    /// <summary>The first series at the first row.</summary>
    public required double* X { get; init; }

    /// <summary>Flags that go with the statistic, if any.</summary>
    public required double* FlagX { get; init; }

    public required double* FlagY { get; init; }

    public required double* Result { get; init; }

    public required WindowAsk Ask { get; init; }

    public required int Rows { get; init; }

    /// <summary>The snapshot's row of the first row.</summary>
    public required int Row { get; init; }

    /// <summary>The row of each lane's first bar.</summary>
    public required int* FirstBars { get; init; }
}

/// <summary>Quantities of windows that merge, and what follows from them.</summary>
internal interface IWindowFamily
{
    /// <summary>How many numbers a window is summed up in.</summary>
    static abstract int Quantities { get; }

    /// <summary>How many series it reads.</summary>
    static abstract int Series { get; }

    /// <summary>What a quantity is of a window before the first row.</summary>
    static abstract double Blank(int quantity);

    /// <summary>Computes a short window from its rows.</summary>
    static abstract void Direct<V>(in PartCall call)
        where V : struct, ILanes<V>;

    /// <summary>Merges a window from its newer and its older part.</summary>
    static abstract void Merge<V>(in PartCall call)
        where V : struct, ILanes<V>;

    /// <summary>Computes a statistic from a window's quantities.</summary>
    static abstract void Finish<V>(in StatisticCall call)
        where V : struct, ILanes<V>;
}

/// <summary>
/// All that is asked of a series' windows of one family, in one walk: each window is merged from shorter ones, which
/// live in short memories of their own.
/// </summary>
/// <remarks>
/// Of a part, only the rows that longer windows reach back to are kept from call to call. Sources: the series, then two
/// flags for each <see cref="WindowStatisticKind.QlibCorrelation"/>.
/// </remarks>
internal sealed record WindowFamily<T> : Kernel
    where T : struct, IWindowFamily
{
    // Parts that are reached back to further than this stay where they are, with room to move on.
    private const int LongestCopied = 2 * Cells.ChunkRows;

    private static readonly bool BlanksAlike =
        Enumerable.Range(0, T.Quantities).All(quantity => T.Blank(quantity).Equals(T.Blank(0)));

    private readonly WindowParts windows;
    private readonly ImmutableArray<WindowAsk> asked;
    private readonly ImmutableArray<(int Part, int Flags)> places;

    // In rows of one vector: where each part is kept, and where it is computed.
    private readonly ImmutableArray<int> kept;
    private readonly ImmutableArray<int> computed;
    private readonly int keptRows;
    private readonly int computedRows;

    public WindowFamily(ImmutableArray<WindowAsk> asked)
    {
        this.asked = asked;
        windows = new WindowParts(asked.Select(ask => ask.Window));
        int flags = T.Series - 2;
        places = [.. asked.Select(ask => (
            windows.IndexOf(ask.Window), ask.Kind == WindowStatisticKind.QlibCorrelation ? flags += 2 : 0))];
        int[] keptAt = new int[windows.Parts.Length];
        int[] computedAt = new int[windows.Parts.Length];
        for (int part = 0; part < keptAt.Length; part++)
        {
            int reach = windows.Reach[part];
            keptAt[part] = keptRows;
            keptRows += IsLong(reach) ? reach + (Phases(reach) * Cells.ChunkRows) : reach;
            computedAt[part] = computedRows + reach;
            computedRows += IsLong(reach) ? 0 : reach + Cells.ChunkRows;
        }

        (kept, computed) = ([.. keptAt], [.. computedAt]);
    }

    public override int Results => asked.Length;

    public override int StateLength => keptRows * T.Quantities * Cells.Lanes;

    // Enough for vectors of any width.
    public override int ScratchLength => computedRows * T.Quantities * 8;

    public override int Reach(int source) => source < T.Series ? WindowSplit.LongestDirect - 1 : 0;

    public override bool BeginsAtFirstBar => asked.Any(ask => ask.Window == Everything);

    public override int Lookback(int source) => source < T.Series ? windows.Parts.Max(part => part.Window) - 1 : 0;

    public override unsafe void Begin(double* state, int rows, bool isWide)
    {
        // Where only the latest days are computed, this is a good part of the work.
        if (BlanksAlike)
        {
            new Span<double>(state, StateLength).Fill(T.Blank(0));
            return;
        }

        int step = isWide ? Wide.Step : Narrow.Step;
        for (int at = 0, quantity = 0; at < StateLength; at += step, quantity = (quantity + 1) % T.Quantities)
            new Span<double>(state + at, step).Fill(T.Blank(quantity));
    }

    public override void Run(in KernelCall call)
    {
        if (call.IsWide)
            Run<Wide>(call);
        else
            Run<Narrow>(call);
    }

    private static bool IsLong(int reach) => reach > LongestCopied;

    private static int Phases(int reach) => (reach + Cells.ChunkRows - 1) / Cells.ChunkRows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Run<V>(in KernelCall call)
        where V : struct, ILanes<V>
    {
        int width = T.Quantities * V.Step;
        double** parts = stackalloc double*[windows.Parts.Length];
        for (int lane = 0; lane < Cells.Lanes; lane += V.Step)
        {
            double* state = call.State + ((nint)(lane / V.Step) * keptRows * width);
            Open(call, state, width, parts);
            Compute<V>(call, lane, parts);
            for (int ask = 0; ask < asked.Length && !call.ForStateAlone; ask++)
                Finish<V>(call, lane, ask, parts[places[ask].Part]);
            Close(call, state, width, parts);
        }
    }

    // Finds the first new row of every part, with the kept rows before it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Open(in KernelCall call, double* state, int width, double** parts)
    {
        for (int part = 0; part < windows.Parts.Length; part++)
        {
            int reach = windows.Reach[part];
            double* own = state + ((nint)kept[part] * width);
            if (IsLong(reach))
            {
                parts[part] = own + ((reach + ((nint)(call.Chunk % Phases(reach)) * Cells.ChunkRows)) * width);
                continue;
            }

            parts[part] = call.Scratch + ((nint)computed[part] * width);
            Copy(own, parts[part] - ((nint)reach * width), reach * width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Close(in KernelCall call, double* state, int width, double** parts)
    {
        for (int part = 0; part < windows.Parts.Length; part++)
        {
            int reach = windows.Reach[part];
            bool isFull = !IsLong(reach) || (call.Chunk + 1) % Phases(reach) == 0;
            if (isFull)
                Copy(
                    unchecked(parts[part] + (((nint)(call.Count / Cells.Lanes) - reach) * width)),
                    state + ((nint)kept[part] * width),
                    reach * width);
        }
    }

    private static unsafe void Copy(double* from, double* to, int count) =>
        new ReadOnlySpan<double>(from, count).CopyTo(new Span<double>(to, count));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Compute<V>(in KernelCall call, int lane, double** parts)
        where V : struct, ILanes<V>
    {
        int width = T.Quantities * V.Step;
        for (int place = 0; place < windows.Parts.Length; place++)
        {
            WindowPart part = windows.Parts[place];
            var partCall = new PartCall
            {
                X = call.Sources[0] + lane,
                Y = call.Sources[T.Series - 1] + lane,
                Own = parts[place],
                Newer = part.IsDirect ? null : parts[part.Newer],
                Older = part.IsDirect ? null : parts[part.Older] - ((nint)part.NewerRows * width),
                Part = part,
                Rows = call.Count / Cells.Lanes,
                Row = call.Row,
                FirstBars = call.FirstBars + lane,
            };
            if (part.IsDirect)
                T.Direct<V>(partCall);
            else
                T.Merge<V>(partCall);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Finish<V>(in KernelCall call, int lane, int ask, double* part)
        where V : struct, ILanes<V>
    {
        int flags = places[ask].Flags;
        T.Finish<V>(new StatisticCall
        {
            Part = part,
            X = call.Sources[0] + lane,
            FlagX = flags == 0 ? null : call.Sources[flags] + lane,
            FlagY = flags == 0 ? null : call.Sources[flags + 1] + lane,
            Result = call.Results[ask] + lane,
            Ask = asked[ask],
            Rows = call.Count / Cells.Lanes,
            Row = call.Row,
            FirstBars = call.FirstBars + lane,
        });
    }
}

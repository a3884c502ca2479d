namespace Quant.Preprocessing;

/// <summary>
/// Takes out of each date's values what groups, or groups and size, explain: the residual of their regression on one
/// dummy per group and, if asked for, the logarithm of a size.
/// </summary>
/// <remarks>
/// <para>Groups: an instrument without a group, and one that is alone in its group among the values of that date, is put
/// into one group of the rest. Who is alone in that as well becomes 0. Without a group column all are one group.</para>
/// <para>Size: a size that is missing, or not above 0 where its logarithm is taken, counts as the mean of its group: the
/// value is neutralised by group alone. Sizes that do not differ within any group explain nothing.</para>
/// <para>Missing: values that are missing stay missing, infinities become missing; neither counts.</para>
/// <para>By the theorem of Frisch, Waugh and Lovell the residual is that of the values less their group's mean on the
/// sizes less theirs, so no system of equations is solved.</para>
/// </remarks>
internal sealed class NeutralizeStep : CellStep
{
    private readonly string? group;
    private readonly string? size;
    private readonly bool logarithm;

    public NeutralizeStep(ProcessorSpec spec)
        : base(spec)
    {
        group = spec.Arguments.GetValueOrDefault("group");
        size = spec.Arguments.GetValueOrDefault("size");
        logarithm = ProcessorCatalog.Flag(spec, "log_size", fallback: true);
        if (string.IsNullOrWhiteSpace(group) && string.IsNullOrWhiteSpace(size))
            throw ProcessorCatalog.Wrong(spec, "group", "the name of a group column, a size, or both", "");
    }

    public override ImmutableArray<ExposureRequest> Needs =>
    [
        .. group is null ? ImmutableArray<ExposureRequest>.Empty : [new ExposureRequest(group, IsGroup: true)],
        .. size is null ? ImmutableArray<ExposureRequest>.Empty : [new ExposureRequest(size, IsGroup: false)],
    ];

    public override void Change(CellRun run)
    {
        Exposures exposures = run.Block.Exposures ?? throw new InputException(
            "preprocessing", Spec.ToString(), $"the columns {string.Join(", ", Needs.Select(need => need.Column))}", "none",
            "Give the groups and sizes with the features.");
        Panel? groups = group is null ? null : exposures[group];
        Panel? sizes = size is null ? null : exposures[size];
        int width = run.Block.Axes.Instruments.Length;
        var date = new GroupedDate(width);
        for (int row = 0; row < run.Rows; row++)
        {
            Span<double> cells = run[row];
            date.Take(
                cells, groups is null ? default : exposures.Row(groups, run.Block.Axes, run.FirstRow + row));
            date.Demean(cells);
            if (sizes is not null)
                date.TakeOut(cells, exposures.Row(sizes, run.Block.Axes, run.FirstRow + row), logarithm);
        }
    }
}

/// <summary>The groups of one date's values; its memory is used again for the next date.</summary>
internal sealed class GroupedDate(int width)
{
    private const int None = -1;
    private const int MostGroups = 1 << 16;

    private readonly int[] members = new int[width];
    private int[] counts = [];
    private double[] sums = [];
    private readonly double[] exposures = new double[width];
    private int rest;

    /// <summary>Puts every finite value into its group; what is not finite becomes missing.</summary>
    /// <param name="cells">The values.</param>
    /// <param name="groups">The number of each one's group, NaN for none; empty if all are one group.</param>
    public void Take(Span<double> cells, ReadOnlySpan<double> groups)
    {
        rest = 0;
        for (int cell = 0; cell < cells.Length; cell++)
        {
            members[cell] = groups.IsEmpty ? 0 : Number(groups[cell]);
            rest = Math.Max(rest, members[cell] + 1);
        }

        if (counts.Length <= rest)
            (counts, sums) = (new int[rest + 1], new double[rest + 1]);
        Array.Clear(counts);
        for (int cell = 0; cell < cells.Length; cell++)
        {
            if (members[cell] != None && double.IsFinite(cells[cell]))
                counts[members[cell]]++;
        }

        for (int cell = 0; cell < cells.Length; cell++)
        {
            if (!double.IsFinite(cells[cell]))
                (cells[cell], members[cell]) = (double.NaN, None);
            else if (members[cell] == None || counts[members[cell]] < 2)
                members[cell] = rest;
        }
    }

    /// <summary>Subtracts each group's mean.</summary>
    public void Demean(Span<double> cells)
    {
        Array.Clear(counts, 0, rest + 1);
        Array.Clear(sums, 0, rest + 1);
        for (int cell = 0; cell < cells.Length; cell++)
        {
            if (members[cell] == None || double.IsNaN(cells[cell]))
                continue;
            counts[members[cell]]++;
            sums[members[cell]] += cells[cell];
        }

        for (int cell = 0; cell < cells.Length; cell++)
        {
            if (members[cell] != None)
                cells[cell] -= sums[members[cell]] / counts[members[cell]];
        }
    }

    /// <summary>Takes the regression on a size out of values whose groups have a mean of 0.</summary>
    public void TakeOut(Span<double> cells, ReadOnlySpan<double> sizes, bool logarithm)
    {
        Span<double> exposure = exposures.AsSpan(0, cells.Length);
        for (int cell = 0; cell < cells.Length; cell++)
        {
            double size = logarithm ? Math.Log(sizes[cell]) : sizes[cell];
            exposure[cell] = members[cell] != None && double.IsFinite(size) ? size : double.NaN;
        }

        Demean(exposure);
        (double cross, double square, double largest) = (0, 0, 0);
        for (int cell = 0; cell < cells.Length; cell++)
        {
            if (double.IsNaN(exposure[cell]))
                continue;
            cross += exposure[cell] * cells[cell];
            square += exposure[cell] * exposure[cell];
            largest = Math.Max(largest, Math.Abs(exposure[cell]));
        }

        // Sizes that are equal but for rounding have no slope.
        if (!(largest > 1e-12))
            return;
        for (int cell = 0; cell < cells.Length; cell++)
        {
            if (!double.IsNaN(exposure[cell]))
                cells[cell] -= cross / square * exposure[cell];
        }
    }

    private static int Number(double group) => double.IsNaN(group) ? None
        : group is >= 0 and < MostGroups && group == Math.Floor(group) ? (int)group
        : throw new ArgumentOutOfRangeException(
            nameof(group), group, $"Groups are numbered from 0 to {MostGroups - 1}; NaN is no group.");
}

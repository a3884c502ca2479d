namespace Quant.Factors;

/// <summary>Computes the factors of a set that are written in C#, and rounds those that are kept in 32 bits.</summary>
internal static class OwnFactors
{
    /// <summary>The result with all features of a set, after those that have an expression were computed.</summary>
    public static FeaturePanel Complete(
        ImmutableArray<Panel> written, PanelAxes axes, FactorSet set, MarketSnapshot snapshot, int threads, int first)
    {
        ImmutableArray<Panel> panels =
        [
            .. written,
            .. set.Definitions.Skip(written.Length).Select(
                definition => Computed(definition.Own!, snapshot, threads, first)),
        ];
        for (int factor = 0; factor < panels.Length; factor++)
        {
            if (set.Definitions[factor].Precision == FactorPrecision.Bits32)
                Round(panels[factor].Values);
        }

        return new FeaturePanel(axes, [.. set.Definitions.Select(definition => definition.Name)], panels, set.Recipe);
    }

    private static Panel Computed(Factor factor, MarketSnapshot snapshot, int threads, int first)
    {
        foreach (string field in factor.Fields)
        {
            if (!snapshot.Has(field))
                throw new InputException(
                    $"factor {factor.Name}",
                    "",
                    $"a field of the snapshot ({string.Join(", ", snapshot.Fields)})",
                    $"${field}",
                    NearestName.Remedy(field, [.. snapshot.Fields]));
        }

        BarRanges bars = factor.Fields.Select(snapshot.BarsOf).Aggregate((left, right) => left.Hull(right));
        int rows = snapshot.Axes.Dates.Length - first;
        var panel = new Panel(rows, snapshot.Axes.Instruments.Length);
        Parallel.For(
            0,
            rows,
            new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads },
            row =>
            {
                factor.Compute(new FactorWindow(snapshot, factor, first + row), panel[row]);
                Erase(panel[row], bars, first + row);
            });
        return panel;
    }

    private static void Erase(Span<double> cells, BarRanges bars, int row)
    {
        for (int column = 0; column < cells.Length; column++)
        {
            if (row < bars.First[column] || row > bars.Last[column])
                cells[column] = double.NaN;
        }
    }

    private static void Round(Span<double> cells)
    {
        for (int cell = 0; cell < cells.Length; cell++)
            cells[cell] = (float)cells[cell];
    }
}

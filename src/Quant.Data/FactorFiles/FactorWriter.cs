using Quant.Storage;

namespace Quant.Data.FactorFiles;

/// <summary>Carries out a plan for one file, from what it has and what was computed.</summary>
/// <param name="plan">The plan.</param>
/// <param name="dates">The sessions of all rows.</param>
/// <param name="computed">The stretches that were computed, each with its first row.</param>
internal sealed class FactorWriter(
    FactorPlan plan, ImmutableArray<TradeDate> dates, ImmutableArray<(int First, Panel Panel)> computed)
{
    private readonly byte[] row = new byte[plan.Header.RowBytes];

    /// <summary>Writes.</summary>
    public void Write()
    {
        if (plan.Kept < 0)
            DurableFile.Write(plan.Path, WriteWhole);
        else
            Append();
    }

    private void Append()
    {
        byte[] bytes = new byte[checked((dates.Length - plan.Kept) * plan.Header.RowBytes)];
        for (int index = plan.Kept; index < dates.Length; index++)
            Encode(index, bytes.AsSpan((index - plan.Kept) * plan.Header.RowBytes, plan.Header.RowBytes));
        DurableFile.Append(plan.Path, plan.Header.Length + ((long)plan.Kept * plan.Header.RowBytes), bytes);
    }

    private void WriteWhole(Stream stream)
    {
        bool keeps = plan.RowsStale < dates.Length;
        using StoredRows? stored = keeps ? StoredRows.Open(plan.Path) : null;
        byte[] old = new byte[stored?.Header.RowBytes ?? 0];
        int[] columns = stored is null ? [] : Columns(stored.Header);
        stream.Write(plan.Header.ToBytes());
        for (int index = 0; index < dates.Length; index++)
        {
            if (IsStale(index))
                Encode(index, row);
            else
                Copy(stored!, index, old, columns);
            stream.Write(row);
        }
    }

    private bool IsStale(int index)
    {
        foreach ((int first, int last) in plan.Stale)
        {
            if (index >= first && index <= last)
                return true;
        }

        return false;
    }

    private void Encode(int index, Span<byte> bytes)
    {
        foreach ((int first, Panel panel) in computed)
        {
            if (index >= first && index < first + panel.Dates)
            {
                FactorRow.Write(bytes, dates[index], plan.Marks[index], panel[index - first], plan.Header.Precision);
                return;
            }
        }

        throw new InvalidOperationException($"Row {index} of {plan.Header.Name} was not computed.");
    }

    private void Copy(StoredRows stored, int index, byte[] old, int[] columns)
    {
        if (!stored.Read(index, old))
            throw FactorFileHeader.Damaged(plan.Path, "a row with its checksum", "another", $"row {index + 1}");
        double[] from = new double[stored.Header.Instruments.Length];
        double[] to = new double[columns.Length];
        FactorRow.Read(old, plan.Header.Precision, from);
        for (int column = 0; column < to.Length; column++)
            to[column] = columns[column] < 0 ? double.NaN : from[columns[column]];
        FactorRow.Write(row, dates[index], plan.Marks[index], to, plan.Header.Precision);
    }

    // Where each column was; -1 for an instrument that is new.
    private int[] Columns(FactorFileHeader before)
    {
        var places = new Dictionary<InstrumentId, int>();
        for (int column = 0; column < before.Instruments.Length; column++)
            places.Add(before.Instruments[column], column);
        return [.. plan.Header.Instruments.Select(id => places.GetValueOrDefault(id, -1))];
    }
}

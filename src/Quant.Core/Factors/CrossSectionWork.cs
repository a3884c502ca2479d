using Quant.Kernels;

namespace Quant.Factors;

/// <summary>Computes a cross-sectional operator one date after another; one for each thread.</summary>
internal sealed class CrossSectionWork(CallNode call, ImmutableArray<Panel> sources, WholePanels.Place place)
{
    private readonly CrossSection kernel = new(place.Table.Instruments);
    private readonly CrossRegression regression = new(place.Table.Instruments, sources.Length - 1);
    private readonly double[] members = new double[place.Table.Instruments];
    private readonly Memory<double>[] rows = new Memory<double>[sources.Length];

    /// <summary>Computes one row.</summary>
    public void Compute(int row, Span<double> made)
    {
        for (int source = 0; source < rows.Length; source++)
            rows[source] = sources[source].Row(row);
        rows[0].Span.CopyTo(members);
        if (place.Members is { } mask)
        {
            for (int column = 0; column < members.Length; column++)
            {
                if (!mask.Has(place.Table.FirstRow + row, column))
                    members[column] = double.NaN;
            }
        }

        Compute(made);
    }

    private void Compute(Span<double> made)
    {
        switch (call.Operator)
        {
            case "CSRank":
                kernel.Rank(members, made);
                break;
            case "CSBucket":
                kernel.Bucket(members, call.Rows(1), made);
                break;
            case "CSZScore":
                kernel.ZScore(members, made);
                break;
            case "CSDemean":
                kernel.Demean(members, made);
                break;
            case "CSScale":
                kernel.Scale(members, call.Arguments.Length > 1 ? call.Number(1) : 1, made);
                break;
            case "CSNeutralize":
                kernel.Neutralize(members, rows[1].Span, made);
                break;
            case "CSResidual":
                rows[0] = members;
                regression.Residual(rows, made);
                break;
            default:
                throw new InvalidOperationException($"There is no operator {call.Operator}.");
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Quant.Models.Learners.Trees;

/// <summary>How the values of one feature become bins.</summary>
/// <remarks>
/// Numerical: bin b holds the values above bound b−1 and up to bound b; if NaN is the missing value it has the last bin.
/// Categorical: bin 0 holds NaN, negative and rare codes, bin b the category b−1 places down the list.
/// </remarks>
internal sealed class BinMapper
{
    private readonly double[] search = new double[256];
    private readonly Dictionary<int, byte> binOfCategory = [];
    private readonly int valueBins;

    private BinMapper(bool categorical, int bins, MissingKind missing, string info)
    {
        Categorical = categorical;
        Bins = bins;
        Missing = missing;
        Info = info;
        valueBins = missing == MissingKind.NaN && !categorical ? bins - 1 : bins;
    }

    /// <summary>Whether values are codes of categories.</summary>
    public bool Categorical { get; }

    /// <summary>The number of bins, at most 256.</summary>
    public int Bins { get; }

    /// <summary>Which value takes a node's default side.</summary>
    public MissingKind Missing { get; }

    /// <summary>The feature's text in <c>feature_infos</c>.</summary>
    public string Info { get; }

    /// <summary>The upper bounds of numerical bins, the last of the values' infinite.</summary>
    public ImmutableArray<double> UpperBounds { get; private init; } = [];

    /// <summary>The categories of bins 1, 2, …</summary>
    public ImmutableArray<int> Categories { get; private init; } = [];

    /// <summary>The bin of zero.</summary>
    public int ZeroBin { get; private set; }

    /// <summary>Whether no split can use the feature.</summary>
    public bool Trivial => Bins <= 1;

    /// <summary>Makes the mapper of a numerical feature.</summary>
    public static BinMapper Numerical(ImmutableArray<double> bounds, MissingKind missing, double least, double most)
    {
        int bins = bounds.Length + (missing == MissingKind.NaN ? 1 : 0);
        string info = bins <= 1 ? "none" : $"[{TextNumber.Exact(least)}:{TextNumber.Exact(most)}]";
        var mapper = new BinMapper(categorical: false, bins, missing, info) { UpperBounds = bounds };
        Array.Fill(mapper.search, double.PositiveInfinity);
        bounds.CopyTo(mapper.search);
        mapper.ZeroBin = mapper.BinOf(0);
        return mapper;
    }

    /// <summary>Makes the mapper of a categorical feature.</summary>
    public static BinMapper OfCategories(ImmutableArray<int> categories, MissingKind missing)
    {
        int bins = categories.Length + 1;
        string codes = string.Join(':', categories.Select(code => code.ToString(CultureInfo.InvariantCulture)));
        var mapper = new BinMapper(categorical: true, bins, missing, bins <= 1 ? "none" : "-1:" + codes) { Categories = categories };
        for (int index = 0; index < categories.Length; index++)
            mapper.binOfCategory.Add(categories[index], (byte)(index + 1));
        mapper.ZeroBin = mapper.BinOf(0);
        return mapper;
    }

    /// <summary>The bin of a value.</summary>
    public byte BinOf(double value)
    {
        if (Categorical)
            return value > -1 && value < 2147483648d && binOfCategory.TryGetValue((int)value, out byte known) ? known : (byte)0;
        if (double.IsNaN(value))
        {
            if (Missing == MissingKind.NaN)
                return (byte)(Bins - 1);
            value = 0;
        }

        // Eight halvings without a branch; the bounds are padded with infinity.
        ReadOnlySpan<double> bounds = search;
        int bin = 0;
        for (int step = 128; step > 0; step >>= 1)
            bin += value > bounds[bin + step - 1] ? step : 0;
        return (byte)Math.Min(bin, valueBins - 1);
    }

    // A bin is the number of bounds below a value: sixteen bounds tell the block of sixteen, those of the block the rest.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int WideBinsOf(ReadOnlySpan<double> values, Span<byte> bins)
    {
        ref double bounds = ref MemoryMarshal.GetArrayDataReference(search);
        Span<double> last = stackalloc double[16];
        for (int block = 0; block < 16; block++)
            last[block] = search[(block * 16) + 15];
        Vector512<double> lower = Vector512.Create<double>(last);
        Vector512<double> upper = Vector512.Create<double>(last[8..]);
        int most = valueBins - 1;
        int missing = Missing == MissingKind.NaN ? Bins - 1 : -1;
        unchecked
        {
            for (int index = 0; index < values.Length; index++)
            {
                double value = values[index];
                if (double.IsNaN(value))
                {
                    bins[index] = (byte)(missing >= 0 ? missing : ZeroBin);
                    continue;
                }

                Vector512<double> all = Vector512.Create(value);
                int block = BitOperations.PopCount(Vector512.GreaterThan(all, lower).ExtractMostSignificantBits())
                    + BitOperations.PopCount(Vector512.GreaterThan(all, upper).ExtractMostSignificantBits());
                nuint start = (nuint)(uint)(Math.Min(block, 15) * 16);
                int bin = (int)start
                    + BitOperations.PopCount(Vector512.GreaterThan(all, Vector512.LoadUnsafe(ref bounds, start)).ExtractMostSignificantBits())
                    + BitOperations.PopCount(Vector512.GreaterThan(all, Vector512.LoadUnsafe(ref bounds, start + 8)).ExtractMostSignificantBits());
                bins[index] = (byte)Math.Min(bin, most);
            }
        }

        return values.Length;
    }

    /// <summary>The bins of many values.</summary>
    public void BinsOf(ReadOnlySpan<double> values, Span<byte> bins)
    {
        int index = 0;
        if (!Categorical && Vector512.IsHardwareAccelerated)
            index = WideBinsOf(values, bins);
        for (; index < values.Length; index++)
            bins[index] = BinOf(values[index]);
    }
}

/// <summary>Which value a node's default side is for.</summary>
internal enum MissingKind : byte
{
    /// <summary>None: NaN is read as 0.</summary>
    None,

    /// <summary>Zero, and NaN with it.</summary>
    Zero,

    /// <summary>NaN.</summary>
    NaN,
}

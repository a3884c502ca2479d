namespace Quant.Factors;

/// <summary>
/// Writes the 158 expressions of Qlib's Alpha158 in its default configuration, in the order of its columns.
/// </summary>
internal static class Alpha158
{
    private static readonly int[] Windows = [5, 10, 20, 30, 60];

    private static readonly (string Name, string Expression)[] Candle =
    [
        ("KMID", "($close-$open)/$open"),
        ("KLEN", "($high-$low)/$open"),
        ("KMID2", "($close-$open)/($high-$low+1e-12)"),
        ("KUP", "($high-Greater($open, $close))/$open"),
        ("KUP2", "($high-Greater($open, $close))/($high-$low+1e-12)"),
        ("KLOW", "(Less($open, $close)-$low)/$open"),
        ("KLOW2", "(Less($open, $close)-$low)/($high-$low+1e-12)"),
        ("KSFT", "(2*$close-$high-$low)/$open"),
        ("KSFT2", "(2*$close-$high-$low)/($high-$low+1e-12)"),
    ];

    // {0} is the window.
    private static readonly (string Family, string Category, string Expression)[] Rolling =
    [
        ("ROC", "trend", "Ref($close, {0})/$close"),
        ("MA", "trend", "Mean($close, {0})/$close"),
        ("STD", "volatility", "Std($close, {0})/$close"),
        ("BETA", "trend", "Slope($close, {0})/$close"),
        ("RSQR", "trend", "Rsquare($close, {0})"),
        ("RESI", "trend", "Resi($close, {0})/$close"),
        ("MAX", "range", "Max($high, {0})/$close"),
        ("MIN", "range", "Min($low, {0})/$close"),
        ("QTLU", "range", "Quantile($close, {0}, 0.8)/$close"),
        ("QTLD", "range", "Quantile($close, {0}, 0.2)/$close"),
        ("RANK", "range", "Rank($close, {0})"),
        ("RSV", "range", "($close-Min($low, {0}))/(Max($high, {0})-Min($low, {0})+1e-12)"),
        ("IMAX", "range", "IdxMax($high, {0})/{0}"),
        ("IMIN", "range", "IdxMin($low, {0})/{0}"),
        ("IMXD", "range", "(IdxMax($high, {0})-IdxMin($low, {0}))/{0}"),
        ("CORR", "volume", "Corr($close, Log($volume+1), {0})"),
        ("CORD", "volume", "Corr($close/Ref($close,1), Log($volume/Ref($volume, 1)+1), {0})"),
        ("CNTP", "moves", "Mean($close>Ref($close, 1), {0})"),
        ("CNTN", "moves", "Mean($close<Ref($close, 1), {0})"),
        ("CNTD", "moves", "Mean($close>Ref($close, 1), {0})-Mean($close<Ref($close, 1), {0})"),
        ("SUMP", "moves", "Sum(Greater($close-Ref($close, 1), 0), {0})/(Sum(Abs($close-Ref($close, 1)), {0})+1e-12)"),
        ("SUMN", "moves", "Sum(Greater(Ref($close, 1)-$close, 0), {0})/(Sum(Abs($close-Ref($close, 1)), {0})+1e-12)"),
        ("SUMD", "moves", "(Sum(Greater($close-Ref($close, 1), 0), {0})-Sum(Greater(Ref($close, 1)-$close, 0), {0}))" +
            "/(Sum(Abs($close-Ref($close, 1)), {0})+1e-12)"),
        ("VMA", "volume", "Mean($volume, {0})/($volume+1e-12)"),
        ("VSTD", "volume", "Std($volume, {0})/($volume+1e-12)"),
        ("WVMA", "volume", "Std(Abs($close/Ref($close, 1)-1)*$volume, {0})/(Mean(Abs($close/Ref($close, 1)-1)*$volume, {0})+1e-12)"),
        ("VSUMP", "volume", "Sum(Greater($volume-Ref($volume, 1), 0), {0})/(Sum(Abs($volume-Ref($volume, 1)), {0})+1e-12)"),
        ("VSUMN", "volume", "Sum(Greater(Ref($volume, 1)-$volume, 0), {0})/(Sum(Abs($volume-Ref($volume, 1)), {0})+1e-12)"),
        ("VSUMD", "volume", "(Sum(Greater($volume-Ref($volume, 1), 0), {0})-Sum(Greater(Ref($volume, 1)-$volume, 0), {0}))" +
            "/(Sum(Abs($volume-Ref($volume, 1)), {0})+1e-12)"),
    ];

    public static IEnumerable<FactorDefinition> Definitions()
    {
        foreach ((string name, string expression) in Candle)
            yield return new FactorDefinition(name, expression) { Category = "candle" };
        foreach (string field in (string[])["open", "high", "low", "vwap"])
            yield return new FactorDefinition($"{field.ToUpperInvariant()}0", $"${field}/$close") { Category = "price" };
        foreach ((string family, string category, string expression) in Rolling)
        {
            foreach (int window in Windows)
            {
                string rows = window.ToString(CultureInfo.InvariantCulture);
                yield return new FactorDefinition(
                    family + rows, expression.Replace("{0}", rows, StringComparison.Ordinal))
                {
                    Category = category,
                };
            }
        }
    }
}

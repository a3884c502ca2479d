using Quant.Benchmarks;

return args switch
{
    ["quick", "factors", .. var rest] => FactorBenchmarks.Run(rest),
    ["quick", "models"] => ModelBenchmarks.Run([]) + EnsembleBenchmarks.Run(),
    ["quick", "models", "ensembles"] => EnsembleBenchmarks.Run(),
    ["quick", "models", "trees", .. var rest] => ModelBenchmarks.Run(rest),
    ["quick", "ledger", .. var rest] => LedgerBenchmarks.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "Usage: quick factors [row ...] | quick models [ensembles | trees [rows [rounds [threads]]]] | quick ledger [entries]");
    return 2;
}

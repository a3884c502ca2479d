using Quant.Benchmarks;

return args switch
{
    ["quick", "factors", .. var rest] => FactorBenchmarks.Run(rest),
    ["quick", "models"] => EnsembleBenchmarks.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: quick factors [row ...] | quick models");
    return 2;
}

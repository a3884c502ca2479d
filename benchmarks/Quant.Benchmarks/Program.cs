using Quant.Benchmarks;

return args switch
{
    ["quick", "factors", .. var rest] => FactorBenchmarks.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: quick factors [row ...]");
    return 2;
}

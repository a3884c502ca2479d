namespace Quant.Metrics;

/// <summary>An account at the close of a day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Value">What the account is worth, the day's flow included.</param>
/// <param name="Flow">The owner's money that came in (positive) or went out that day.</param>
public readonly record struct ValuedDay(DateOnly Day, double Value, double Flow);

/// <summary>What an account earned, apart from the money that its owner put in or took out.</summary>
public static class AccountReturns
{
    private const double DaysPerYear = 365;

    /// <summary>The time-weighted return: what a unit that was there from the first day on earned.</summary>
    /// <param name="days">At least one day, ascending; the first is where counting begins, and its flow does not
    /// count.</param>
    /// <remarks>
    /// Π V_t ÷ (V_{t−1} + F_t) − 1, each flow counted at the beginning of its day. A deposit or withdrawal at fair value
    /// does not change it. A day that begins with nothing earns nothing. Bacon, Practical Portfolio Performance
    /// Measurement and Attribution (2008), chapter 2.
    /// </remarks>
    /// <exception cref="ArgumentException">There is no day, or they are not ascending.</exception>
    public static double TimeWeighted(ReadOnlySpan<ValuedDay> days)
    {
        RequireAscending(days);
        double growth = 1;
        for (int index = 1; index < days.Length; index++)
        {
            double begun = days[index - 1].Value + days[index].Flow;
            if (begun > 0)
                growth *= days[index].Value / begun;
        }

        return growth - 1;
    }

    /// <summary>The money-weighted return a year: the rate at which all flows grow to the last value.</summary>
    /// <param name="days">At least two days, ascending; the first value counts as put in.</param>
    /// <returns>The rate a year of 365 days, found to 1e-12; NaN where no rate above −100 % fits or no time
    /// passed.</returns>
    /// <remarks>Solves V_n = Σ F_i (1 + r)^((t_n − t_i) ÷ 365) by bisection, which needs no start and cannot
    /// wander.</remarks>
    /// <exception cref="ArgumentException">There is no day, or they are not ascending.</exception>
    public static double MoneyWeighted(ReadOnlySpan<ValuedDay> days)
    {
        RequireAscending(days);
        (double low, double high) = (-0.999999999, 1);
        while (high < 1e9 && Excess(days, high) < 0)
            high *= 2;
        if (days[^1].Day == days[0].Day || !(Excess(days, low) <= 0) || !(Excess(days, high) >= 0))
            return double.NaN;
        while (high - low > 1e-12 * Math.Max(1, Math.Abs(high)))
        {
            double middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
                break;
            if (Excess(days, middle) < 0)
                low = middle;
            else
                high = middle;
        }

        return low + ((high - low) / 2);
    }

    // What all money put in would have become at a rate, less what is there.
    private static double Excess(ReadOnlySpan<ValuedDay> days, double rate)
    {
        DateOnly last = days[^1].Day;
        double sum = -days[^1].Value;
        for (int index = 0; index < days.Length; index++)
        {
            double flow = index == 0 ? days[0].Value : days[index].Flow;
            if (flow != 0)
                sum += flow * Math.Pow(1 + rate, (last.DayNumber - days[index].Day.DayNumber) / DaysPerYear);
        }

        return sum;
    }

    private static void RequireAscending(ReadOnlySpan<ValuedDay> days)
    {
        if (days.IsEmpty)
            throw new ArgumentException("There must be at least one day.", nameof(days));
        for (int index = 1; index < days.Length; index++)
        {
            if (days[index].Day <= days[index - 1].Day)
                throw new ArgumentException($"{days[index].Day:O} does not come after {days[index - 1].Day:O}.", nameof(days));
        }
    }
}

namespace Quant.Panels;

/// <summary>A value of a fiscal period as it was announced; a later record of the same period revises it.</summary>
/// <param name="Announced">The day of the announcement, a session or not.</param>
/// <param name="Period">The fiscal period: yyyyqq, such as 201803 for the third quarter, or yyyy.</param>
/// <param name="Value">The value; NaN where the announcement withdraws it.</param>
public readonly record struct PeriodRecord(TradeDate Announced, int Period, double Value);

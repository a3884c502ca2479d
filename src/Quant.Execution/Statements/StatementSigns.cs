using Quant.Accounting;

namespace Quant.Execution.Statements;

/// <summary>Which way money goes for what a row says it is.</summary>
internal static class StatementSigns
{
    // Half a cent a share: prices of several fills are averages rounded to the cent at worst.
    private const decimal PriceRounding = 0.005m;

    // The longest repo of the exchange runs half a year; more than this is a mistake about the units.
    private const decimal InterestMost = 0.05m;

    /// <summary>1 for money in, -1 for money out, 0 where both happen.</summary>
    public static int Of(StatementWord word) => word.Direction != 0 ? word.Direction : word.Kind switch
    {
        EventKind.Buy or EventKind.DividendTax or EventKind.Fee or EventKind.Loan => -1,
        EventKind.Sell or EventKind.Dividend or EventKind.Repayment => 1,
        _ => 0,
    };

    /// <summary>Refuses money that goes the wrong way.</summary>
    public static void Require(StatementRow row, StatementField field, StatementWord word, Money gross, Money cash)
    {
        string? expected = word.Kind switch
        {
            EventKind.Buy when cash.Cents > 0 || gross.Cents <= 0 => "money going out for a purchase",
            EventKind.Sell when gross.Cents <= 0 => "a sale whose gross is above zero",
            EventKind.Dividend when cash.Cents < 0 => "money coming in for a dividend",
            EventKind.DividendTax when cash.Cents > 0 => "money going out for a tax",
            EventKind.Fee when cash.Cents > 0 => "money going out for a fee",
            EventKind.BonusShare when cash != Money.Zero || gross != Money.Zero => "no money for bonus shares",
            EventKind.Allotment when cash != Money.Zero => "no money for shares that were paid for before",
            EventKind.Loan when -cash < gross => "the sum lent going out, and fees",
            EventKind.Repayment when cash < gross => "the sum lent coming back, and interest",
            EventKind.Repayment when (cash - gross).ToDecimal() > gross.ToDecimal() * InterestMost =>
                "interest of at most a twentieth of what was lent",
            EventKind.CashFlow or EventKind.Subscription when cash == Money.Zero => "money",
            _ when word.Direction > 0 && cash < Money.Zero => "money coming in",
            _ when word.Direction < 0 && cash > Money.Zero => "money going out",
            _ => null,
        };
        if (expected is not null)
            throw row.Wrong(field, expected, row.Text(field));
    }

    /// <summary>Refuses a gross that cannot be shares times price, as when columns are shifted.</summary>
    public static void RequireProduct(StatementRow row, Price price, long shares, Money gross)
    {
        if (price.Raw == 0)
            throw row.Wrong(StatementField.Price, "a price above zero", row.Text(StatementField.Price));
        decimal product = price.ToDecimal() * shares;
        if (Math.Abs(product - gross.ToDecimal()) > (shares * PriceRounding) + 0.01m)
        {
            throw row.Wrong(
                StatementField.Gross, $"shares × price, which is {product.ToString("0.00##", CultureInfo.InvariantCulture)}",
                row.Text(StatementField.Gross));
        }
    }
}

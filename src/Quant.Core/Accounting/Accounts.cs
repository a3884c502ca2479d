namespace Quant.Accounting;

/// <summary>The accounts of a book. Assets are positive; where money comes from is negative.</summary>
public static class Accounts
{
    /// <summary>Cash at the broker.</summary>
    public const string Cash = "Assets:Cash";

    /// <summary>Money the owner put in, less what was taken out; negative.</summary>
    public const string Contributions = "Equity:Contributions";

    /// <summary>What was there before the book began; negative.</summary>
    public const string Opening = "Equity:Opening";

    /// <summary>Interest on cash; negative when earned.</summary>
    public const string Interest = "Income:Interest";

    /// <summary>Fees that belong to no trade.</summary>
    public const string Fees = "Expenses:Fees";

    /// <summary>What accepted differences with the broker came to; negative when gained.</summary>
    public const string Adjustments = "Equity:Adjustments";

    /// <summary>Cash lent in the exchange's repo market, without interest.</summary>
    public const string Lent = "Assets:Lent";

    /// <summary>Money paid for new shares or rights that have not arrived.</summary>
    public const string Subscriptions = "Assets:Subscriptions";

    /// <summary>Where money of one currency becomes money of another: in each what came less what went, negative when it
    /// came.</summary>
    public const string Conversions = "Equity:Conversions";

    /// <summary>The market: where shares come from and go to.</summary>
    public const string Market = "World:Market";

    private const string Position = "Assets:Positions:";
    private const string Due = "Assets:DividendsDue:";

    /// <summary>A position: its shares, and in currency its book cost.</summary>
    public static string PositionOf(InstrumentId instrument) => Position + instrument;

    /// <summary>What was gained by selling an instrument; negative when gained.</summary>
    public static string RealisedOf(InstrumentId instrument) => $"Income:Realised:{instrument}";

    /// <summary>Dividends of an instrument that are the account's and not paid yet.</summary>
    public static string DividendsDueOf(InstrumentId instrument) => Due + instrument;

    /// <summary>Whether money on an account is the book's without being cash: lent, paid for shares that have not arrived,
    /// or due as a dividend.</summary>
    public static bool IsReceivable(string account) =>
        account is Lent or Subscriptions || account.StartsWith(Due, StringComparison.Ordinal);

    /// <summary>What perpetual contracts on an instrument paid; negative when received.</summary>
    public static string FundingOf(InstrumentId instrument) => $"Income:Funding:{instrument}";

    /// <summary>Dividends of an instrument; negative when received.</summary>
    public static string DividendsOf(InstrumentId instrument) => $"Income:Dividends:{instrument}";

    /// <summary>Tax on the dividends of an instrument.</summary>
    public static string DividendTaxOf(InstrumentId instrument) => $"Expenses:DividendTax:{instrument}";

    /// <summary>The instrument of a position's account, or null if it is another account.</summary>
    public static InstrumentId? InstrumentOf(string account) =>
        account.StartsWith(Position, StringComparison.Ordinal) ? InstrumentId.Parse(account[Position.Length..]) : null;
}

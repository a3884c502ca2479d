namespace Quant.Factors;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    Number,
    Field,
    Name,
    Text,
    Sign,
    End,
}

/// <summary>The smallest meaningful part of an expression's text.</summary>
internal readonly record struct ExpressionToken(TokenKind Kind, string Text, int Position)
{
    public bool Is(string sign) => Kind == TokenKind.Sign && Text == sign;
}

/// <summary>Cuts an expression's text into tokens.</summary>
internal static class ExpressionTokenizer
{
    private static readonly string[] Signs =
        ["**", ">=", "<=", "==", "!=", "+", "-", "*", "/", ">", "<", "&", "|", "(", ")", ","];

    /// <summary>All tokens, the last one being <see cref="TokenKind.End"/>.</summary>
    public static List<ExpressionToken> Tokens(string text)
    {
        var tokens = new List<ExpressionToken>();
        for (int at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            ExpressionToken token = Next(text, at, out int length);
            tokens.Add(token);
            at += length;
        }

        tokens.Add(new ExpressionToken(TokenKind.End, "", text.Length));
        return tokens;
    }

    private static ExpressionToken Next(string text, int at, out int length)
    {
        char first = text[at];
        if (char.IsAsciiDigit(first) || (first == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            return Of(TokenKind.Number, text, at, length = NumberLength(text, at));
        if (first == '$')
            return Field(text, at, out length);
        if (char.IsLetter(first) || first == '_')
            return Of(TokenKind.Name, text, at, length = Run(
                text, at, letter => char.IsLetterOrDigit(letter) || letter == '_'));
        if (first is '\'' or '"')
            return Quoted(text, at, out length);
        foreach (string sign in Signs)
        {
            if (string.CompareOrdinal(text, at, sign, 0, sign.Length) == 0)
                return Of(TokenKind.Sign, text, at, length = sign.Length);
        }

        throw new ExpressionException(text, at, $"'{Shown(first)}' means nothing", first == '=' ? "==" : "");
    }

    private static ExpressionToken Field(string text, int at, out int length)
    {
        int dollars = at + 1 < text.Length && text[at + 1] == '$' ? 2 : 1;
        length = dollars + Run(
            text, at + dollars, letter => char.IsLetterOrDigit(letter) || letter is '_' or '、' or '：' or '（' or '）');
        return length > dollars
            ? Of(TokenKind.Field, text, at, length)
            : throw new ExpressionException(text, at, "A field's name is missing after '$'", "$close");
    }

    private static ExpressionToken Quoted(string text, int at, out int length)
    {
        int end = text.IndexOf(text[at], at + 1);
        if (end < 0)
            throw new ExpressionException(text, at, "The quote is never closed");
        length = end - at + 1;
        return new ExpressionToken(TokenKind.Text, text[(at + 1)..end], at);
    }

    private static int NumberLength(string text, int at)
    {
        int length = Run(text, at, char.IsAsciiDigit);
        if (at + length < text.Length && text[at + length] == '.')
            length += 1 + Run(text, at + length + 1, char.IsAsciiDigit);
        int exponent = at + length;
        if (exponent < text.Length && text[exponent] is 'e' or 'E')
        {
            int digits = exponent + 1 + (exponent + 1 < text.Length && text[exponent + 1] is '+' or '-' ? 1 : 0);
            int count = Run(text, digits, char.IsAsciiDigit);
            if (count > 0)
                length = digits + count - at;
        }

        return length;
    }

    private static int Run(string text, int at, Func<char, bool> belongs)
    {
        int end = at;
        while (end < text.Length && belongs(text[end]))
            end++;
        return end - at;
    }

    private static ExpressionToken Of(TokenKind kind, string text, int at, int length) =>
        new(kind, text.Substring(at, length), at);

    private static string Shown(char letter) => char.IsControl(letter) || char.IsSurrogate(letter)
        ? $"U+{(int)letter:X4}"
        : letter.ToString();
}

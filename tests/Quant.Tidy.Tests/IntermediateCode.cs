using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Quant.Tidy.Tests;

/// <summary>Reads what a compiled method mentions: the types of its signature and locals, and every member it uses.</summary>
internal static class IntermediateCode
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>Every method and constructor that a type declares.</summary>
    public static IEnumerable<MethodBase> MethodsOf(Type type) =>
        type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything));

    /// <summary>Every type that a type mentions: parents, fields, signatures, locals and members used.</summary>
    public static IEnumerable<Type> TypesUsedBy(Type type)
    {
        IEnumerable<Type?> declared =
        [
            type.BaseType, .. type.GetInterfaces(), .. type.GetFields(Everything).Select(field => field.FieldType),
            .. type.GetCustomAttributesData().Select(attribute => attribute.AttributeType),
        ];
        IEnumerable<Type?> inMethods = MethodsOf(type).SelectMany(method => method.GetParameters()
            .Select(parameter => (Type?)parameter.ParameterType)
            .Append((method as MethodInfo)?.ReturnType)
            .Concat(method.GetMethodBody()?.LocalVariables.Select(local => (Type?)local.LocalType) ?? [])
            .Concat(MembersUsedBy(method).SelectMany(member => new[] { member as Type, member.DeclaringType })));
        return declared.Concat(inMethods).OfType<Type>().SelectMany(Unwrapped).Distinct();
    }

    /// <summary>Every member that a method's code mentions.</summary>
    public static IEnumerable<MemberInfo> MembersUsedBy(MethodBase method) =>
        Instructions(method).Select(instruction => instruction.Member).OfType<MemberInfo>();

    /// <summary>Whether a handler of a method rethrows what it caught.</summary>
    public static bool Rethrows(MethodBase method, ExceptionHandlingClause clause) => Instructions(method).Any(instruction =>
        instruction.Code == OpCodes.Rethrow
        && instruction.Offset >= clause.HandlerOffset && instruction.Offset < clause.HandlerOffset + clause.HandlerLength);

    /// <summary>The type as a user would name it: not the compiler's nested ones.</summary>
    public static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type;
    }

    public static bool IsGenerated(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), false) && type.Namespace is null or "System.Text.RegularExpressions.Generated";

    private static IEnumerable<Type> Unwrapped(Type type)
    {
        while (type.HasElementType)
            type = type.GetElementType()!;
        yield return type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        foreach (Type argument in type.IsGenericType ? type.GetGenericArguments().SelectMany(Unwrapped) : [])
            yield return argument;
    }

    private static IEnumerable<(int Offset, OpCode Code, MemberInfo? Member)> Instructions(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        int at = 0;
        while (at < code.Length)
        {
            int offset = at;
            short value = code[at++];
            if (value == 0xFE)
                value = unchecked((short)(0xFE00 | code[at++]));
            OpCode found = Codes[value];
            MemberInfo? member = found.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok
                ? Resolved(method, BitConverter.ToInt32(code, at))
                : null;
            at += Length(found, code, at);
            yield return (offset, found, member);
        }
    }

    private static int Length(OpCode code, byte[] bytes, int at) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(bytes, at)),
        _ => 4,
    };

    private static MemberInfo? Resolved(MethodBase method, int token)
    {
        Type[]? ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        Type[]? ofMethod = method is { IsGenericMethod: true } ? method.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, ofType, ofMethod);
    }
}

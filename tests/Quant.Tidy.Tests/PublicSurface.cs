using System.Reflection;
using System.Runtime.CompilerServices;

namespace Quant.Tidy.Tests;

/// <summary>Every public type and member of an assembly, one line each, sorted.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly) => assembly.GetExportedTypes()
        .SelectMany(type => Members(type).Prepend($"{Kind(type)} {Name(type)}{Parents(type)}"))
        .Distinct()
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{Name(type)}.{name} = {Convert.ToInt64(Enum.Parse(type, name))}");
        return type.GetMembers(Declared).Where(IsVisible).Select(member => $"{Name(type)}.{Line(member)}");
    }

    private static bool IsVisible(MemberInfo member) => !member.IsDefined(typeof(CompilerGeneratedAttribute)) && member switch
    {
        MethodInfo method => IsOpen(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)),
        ConstructorInfo constructor => IsOpen(constructor),
        PropertyInfo property => property.GetAccessors(true).Any(IsOpen),
        FieldInfo field => field.IsPublic || field.IsFamily,
        EventInfo => true,
        _ => false,
    };

    private static bool IsOpen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Line(MemberInfo member) => member switch
    {
        MethodInfo method => $"{Still(method.IsStatic)}{method.Name}{Generic(method)}({Parameters(method)}): {Name(method.ReturnType)}",
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        PropertyInfo property => $"{Still(property.GetAccessors(true)[0].IsStatic)}{property.Name} {{ {Accessors(property)} }}: {Name(property.PropertyType)}",
        FieldInfo { IsLiteral: true } field => $"const {field.Name}: {Name(field.FieldType)} = {field.GetRawConstantValue()}",
        FieldInfo field => $"{Still(field.IsStatic)}{field.Name}: {Name(field.FieldType)}",
        _ => member.Name,
    };

    private static string Accessors(PropertyInfo property) => string.Join(' ', property.GetAccessors(true).Where(IsOpen).Select(accessor =>
        accessor.ReturnType != typeof(void) ? "get;"
        : accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;" : "set;"));

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : "")}{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? "?" : "")}"));

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Still(bool isStatic) => isStatic ? "static " : "";

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Parents(Type type)
    {
        string[] parents =
        [
            .. type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) ? new[] { Name(parent) } : [],
            .. type.GetInterfaces().Where(_ => !type.IsEnum).Where(seam => seam.Namespace?.StartsWith("Quant", StringComparison.Ordinal) == true).Select(Name).Order(StringComparer.Ordinal),
        ];
        return parents.Length > 0 ? $" : {string.Join(", ", parents)}" : "";
    }

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return $"ref {Name(type.GetElementType()!)}";
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (type.IsGenericParameter)
            return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return $"{Name(inner)}?";
        string own = type.Name.Split('`')[0];
        string arguments = type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : "";
        string outer = type.DeclaringType is { } declaring && !type.IsGenericParameter ? $"{Name(declaring)}." : "";
        string space = type.Namespace?.StartsWith("Quant", StringComparison.Ordinal) == true && outer.Length == 0 ? $"{type.Namespace}." : "";
        return $"{space}{outer}{own}{arguments}";
    }
}

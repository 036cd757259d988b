import type {
  NamespaceDeclaration,
  NamespaceScope,
  XmlAttribute,
  XmlElement,
  XmlNode,
  XmlText,
} from './tree.ts';

const NO_CHILDREN: readonly XmlNode[] = [];

/** Text without references: a place in the source, cut out only for whom it concerns. */
export class PlainText implements XmlText {
  readonly kind = 'text';
  readonly start: number;
  readonly end: number;
  readonly asWritten: boolean;
  readonly source: string;

  constructor(source: string, place: Pick<XmlText, 'start' | 'end' | 'asWritten'>) {
    this.source = source;
    this.start = place.start;
    this.end = place.end;
    this.asWritten = place.asWritten;
  }

  get value(): string {
    return this.source.slice(this.start, this.end);
  }
}

export interface StartTag {
  readonly name: string;
  readonly prefix: string;
  readonly localName: string;
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  readonly declarations: readonly NamespaceDeclaration[];
  readonly scope: NamespaceScope | undefined;
  readonly start: number;
  readonly end: number;
  readonly asWritten: boolean;
  /** An empty-element tag. */
  readonly isEmpty: boolean;
}

/** An element while it is read; whoever has the tree sees XmlElement. */
export class OpenElement implements XmlElement {
  readonly kind = 'element';
  readonly name: string;
  readonly prefix: string;
  readonly localName: string;
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  readonly declarations: readonly NamespaceDeclaration[];
  readonly scope: NamespaceScope | undefined;
  readonly parent: OpenElement | undefined;
  readonly start: number;
  readonly contentStart: number;
  readonly startAsWritten: boolean;
  children: readonly XmlNode[] = NO_CHILDREN;
  contentEnd: number;
  end: number;
  endAsWritten = false;
  closed: boolean;

  constructor(tag: StartTag, parent: OpenElement | undefined) {
    this.name = tag.name;
    this.prefix = tag.prefix;
    this.localName = tag.localName;
    this.namespace = tag.namespace;
    this.attributes = tag.attributes;
    this.declarations = tag.declarations;
    this.scope = tag.scope;
    this.parent = parent;
    this.start = tag.start;
    this.contentStart = tag.end;
    this.startAsWritten = tag.asWritten;
    this.contentEnd = tag.end;
    this.end = tag.end;
    this.closed = tag.isEmpty;
  }

  add(child: XmlNode): void {
    this.content().push(child);
  }

  /** The children, to be added to; most elements have one or none. */
  content(): XmlNode[] {
    if (this.children === NO_CHILDREN) this.children = [];
    return this.children as XmlNode[];
  }

  close(contentEnd: number, end: number): void {
    this.contentEnd = contentEnd;
    this.end = end;
    // `</`, the name and `>` with nothing between.
    this.endAsWritten = end - contentEnd === this.name.length + 3;
    this.closed = true;
  }
}

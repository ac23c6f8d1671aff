import type { Module } from '../../platform/module.ts'
import { product } from './product.object.ts'

/** What is sold, with its add-ons, as opportunities name it (E8). */
export const products: Module = { name: 'products', objects: [product] }
